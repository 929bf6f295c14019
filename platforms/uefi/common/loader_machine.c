#include "loader.h"

#include <string.h>
#include <vibee/device.h>

void loader_framebuffer(struct boot_framebuffer *out)
{
    EFI_GUID guid = EFI_GRAPHICS_OUTPUT_PROTOCOL_GUID;
    EFI_GRAPHICS_OUTPUT_PROTOCOL *graphics = loader_protocol(NULL, &guid);
    if (!graphics || !graphics->Mode || !graphics->Mode->Info) {
        return;
    }
    const EFI_GRAPHICS_OUTPUT_MODE_INFORMATION *mode = graphics->Mode->Info;
    bool rgb = mode->PixelFormat == PixelRedGreenBlueReserved8BitPerColor;
    if (!rgb && mode->PixelFormat != PixelBlueGreenRedReserved8BitPerColor) {
        return; /* no framebuffer, or one with odd pixels */
    }
    uint64_t needed = (uint64_t)mode->PixelsPerScanLine * 4 * mode->VerticalResolution;
    if (needed == 0 || graphics->Mode->FrameBufferSize < needed ||
        mode->PixelsPerScanLine < mode->HorizontalResolution) {
        return;
    }
    *out = (struct boot_framebuffer){.address = graphics->Mode->FrameBufferBase,
                                     .size = graphics->Mode->FrameBufferSize,
                                     .width = mode->HorizontalResolution,
                                     .height = mode->VerticalResolution,
                                     .pitch = mode->PixelsPerScanLine * 4,
                                     .format = rgb ? VB_PIXEL_RGBX : VB_PIXEL_BGRX};
}

static uint64_t configuration_table(const EFI_GUID *guid)
{
    for (UINTN i = 0; i < firmware->NumberOfTableEntries; i++) {
        if (memcmp(&firmware->ConfigurationTable[i].VendorGuid, guid, sizeof *guid) == 0) {
            return (uint64_t)firmware->ConfigurationTable[i].VendorTable;
        }
    }
    return 0;
}

uint64_t loader_acpi(void)
{
    static const EFI_GUID new_guid = ACPI_20_TABLE_GUID, old_guid = ACPI_TABLE_GUID;
    uint64_t found = configuration_table(&new_guid);
    return found ? found : configuration_table(&old_guid);
}

size_t loader_random(uint8_t *out, size_t size)
{
    EFI_GUID guid = EFI_RNG_PROTOCOL_GUID;
    EFI_RNG_PROTOCOL *generator = loader_protocol(NULL, &guid);
    return generator && generator->GetRNG(generator, NULL, size, out) == EFI_SUCCESS ? size : 0;
}

/* Days from 1970-01-01 to a date of the Gregorian calendar, with the year starting in March so that
 * the leap day is its last. */
static int64_t days(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    month += month <= 2 ? 9 : -3;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 -
           719468;
}

uint64_t loader_wall(void)
{
    EFI_TIME time;
    if (firmware->RuntimeServices->GetTime(&time, NULL) != EFI_SUCCESS || time.Year < 2020 ||
        time.Month < 1 || time.Month > 12) {
        return 0;
    }
    int64_t hours = days(time.Year, time.Month, time.Day) * 24 + time.Hour;
    int64_t minutes = hours * 60 + time.Minute;
    if (time.TimeZone >= -1440 && time.TimeZone <= 1440) { /* else unspecified: taken as UTC */
        minutes -= time.TimeZone;
    }
    return ((uint64_t)minutes * 60 + time.Second) * 1000000000u + time.Nanosecond;
}
