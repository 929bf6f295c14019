#include "loader.h"

#include <base/macros.h>
#include <string.h>

EFI_SYSTEM_TABLE *firmware;
EFI_HANDLE self;

void *loader_pages(size_t count)
{
    EFI_PHYSICAL_ADDRESS address = 0;
    if (firmware->BootServices->AllocatePages(AllocateAnyPages, EfiLoaderData, count, &address) !=
        EFI_SUCCESS) {
        return NULL;
    }
    return memset((void *)address, 0, count * LOADER_PAGE);
}

void *loader_protocol(EFI_HANDLE handle, EFI_GUID *guid)
{
    void *found = NULL;
    EFI_STATUS status = handle ? firmware->BootServices->HandleProtocol(handle, guid, &found)
                               : firmware->BootServices->LocateProtocol(guid, NULL, &found);
    return status == EFI_SUCCESS ? found : NULL;
}

static void say(const char *text)
{
    for (; *text; text++) {
        CHAR16 one[] = {(CHAR16)*text, 0};
        firmware->ConOut->OutputString(firmware->ConOut, one);
    }
}

/* Where memory ends, so that the loader's tables reach all of it. */
static uint64_t end_of_memory(const struct boot_info *info)
{
    uint64_t end = 1ull << 32; /* the framebuffer and the firmware's own registers */
    for (uint64_t at = 0; at < info->map_size; at += info->map_entry_size) {
        const EFI_MEMORY_DESCRIPTOR *range = (const void *)(info->map + at);
        uint64_t last = range->PhysicalStart + range->NumberOfPages * LOADER_PAGE;
        bool memory = range->Type != EfiMemoryMappedIO && range->Type != EfiReservedMemoryType &&
                      range->Type != EfiMemoryMappedIOPortSpace;
        end = memory && last > end ? last : end;
    }
    return end;
}

#define MAP_PAGES 32u /* 2730 entries: a large machine has a few hundred */

/* The memory map into info->map, which has room for it; its key is what ExitBootServices wants. */
static EFI_STATUS read_map(struct boot_info *info, UINTN *key)
{
    UINTN size = (UINTN)MAP_PAGES * LOADER_PAGE, entry = 0;
    UINT32 version = 0;
    EFI_STATUS status = firmware->BootServices->GetMemoryMap(
        &size, (EFI_MEMORY_DESCRIPTOR *)info->map, key, &entry, &version);
    info->map_size = size;
    info->map_entry_size = entry;
    return status;
}

/* The first try may change the map (it runs handlers of events); then the key is stale, once. */
static bool exit_boot_services(struct boot_info *info)
{
    for (int attempt = 0; attempt < 4; attempt++) {
        UINTN key = 0;
        if (read_map(info, &key) == EFI_SUCCESS &&
            firmware->BootServices->ExitBootServices(self, key) == EFI_SUCCESS) {
            return true;
        }
    }
    return false;
}

static const char *prepare(struct boot_info *info, uint64_t *entry)
{
    info->magic = BOOT_INFO_MAGIC;
    info->map = (uint64_t)loader_pages(MAP_PAGES);
    UINTN key = 0;
    if (info->map == 0 || read_map(info, &key) != EFI_SUCCESS) {
        return "the memory map cannot be read";
    }
    loader_framebuffer(&info->framebuffer);
    loader_command_line(info->command_line, sizeof info->command_line);
    info->acpi = loader_acpi();
    info->random_size = loader_random(info->random, sizeof info->random);
    info->runtime_services = (uint64_t)firmware->RuntimeServices;
    const char *problem = loader_read(L"\\vibee\\boot.tar", &info->image, &info->image_size);
    if (problem) {
        memcpy(info->image_problem, problem, MIN(strlen(problem), sizeof info->image_problem - 1));
    }
    problem = loader_place_kernel(info, entry);
    return problem ? problem : loader_tables(info, *entry, end_of_memory(info));
}

EFI_STATUS EFIAPI efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table);

EFI_STATUS EFIAPI efi_main(EFI_HANDLE image, EFI_SYSTEM_TABLE *table)
{
    uint64_t start = loader_time_stamp(), entry = 0;
    self = image;
    firmware = table;
    struct boot_info *info = loader_pages(1);
    const char *problem = info ? prepare(info, &entry) : "no memory";
    if (!problem) {
        info->times[BOOT_TIME_ENTRY] = start;
        info->times[BOOT_TIME_FILES] = loader_time_stamp();
        info->wall = loader_wall();
        info->wall_time = loader_time_stamp();
        problem = exit_boot_services(info) ? NULL : "boot services do not end";
    }
    if (problem) {
        say("vibee: cannot start: ");
        say(problem);
        say("\r\n");
        return EFI_LOAD_ERROR;
    }
    info->times[BOOT_TIME_EXIT] = loader_time_stamp();
    loader_enter(info, entry);
}
