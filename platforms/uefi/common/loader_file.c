#include "loader.h"

static EFI_FILE_HANDLE open_file(const CHAR16 *path)
{
    EFI_GUID image_guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
    EFI_GUID volume_guid = EFI_SIMPLE_FILE_SYSTEM_PROTOCOL_GUID;
    EFI_LOADED_IMAGE *image = loader_protocol(self, &image_guid);
    EFI_FILE_IO_INTERFACE *volume =
        image && image->DeviceHandle ? loader_protocol(image->DeviceHandle, &volume_guid) : NULL;
    EFI_FILE_HANDLE root, file = NULL;
    if (!volume || volume->OpenVolume(volume, &root) != EFI_SUCCESS) {
        return NULL;
    }
    if (root->Open(root, &file, (CHAR16 *)path, EFI_FILE_MODE_READ, 0) != EFI_SUCCESS) {
        file = NULL;
    }
    root->Close(root);
    return file;
}

/* The position after a seek to the end (all ones) is the size; a directory cannot be sought. */
static bool file_size(EFI_FILE_HANDLE file, uint64_t *size)
{
    return file->SetPosition(file, UINT64_MAX) == EFI_SUCCESS &&
           file->GetPosition(file, size) == EFI_SUCCESS &&
           file->SetPosition(file, 0) == EFI_SUCCESS;
}

static const char *read_whole(EFI_FILE_HANDLE file, uint64_t *address, uint64_t *size)
{
    if (!file_size(file, size) || *size == 0) {
        return "expected \\vibee\\boot.tar on the boot volume to be a file with contents";
    }
    uint8_t *bytes = loader_pages((*size + LOADER_PAGE - 1) / LOADER_PAGE);
    if (!bytes) {
        return "there is too little memory for \\vibee\\boot.tar";
    }
    for (uint64_t done = 0; done < *size;) {
        UINTN count = *size - done;
        if (file->Read(file, &count, bytes + done) != EFI_SUCCESS || count == 0) {
            return "\\vibee\\boot.tar cannot be read to its end: is the disk damaged?";
        }
        done += count;
    }
    *address = (uint64_t)bytes;
    return NULL;
}

const char *loader_read(const CHAR16 *path, uint64_t *address, uint64_t *size)
{
    EFI_FILE_HANDLE file = open_file(path);
    if (!file) {
        return "expected \\vibee\\boot.tar on the boot volume, found no such file";
    }
    const char *problem = read_whole(file, address, size);
    file->Close(file);
    return problem;
}

/* Load options are UTF-16 when somebody typed them, and anything at all otherwise: take what is
 * printable ASCII and stop at what is not. */
static size_t add_options(char *out, size_t room)
{
    EFI_GUID guid = EFI_LOADED_IMAGE_PROTOCOL_GUID;
    EFI_LOADED_IMAGE *image = loader_protocol(self, &guid);
    if (!image || !image->LoadOptions) {
        return 0;
    }
    const CHAR16 *options = image->LoadOptions;
    size_t count = 0, size = image->LoadOptionsSize / sizeof(CHAR16);
    while (count < size && count < room && options[count] >= ' ' && options[count] < 127) {
        out[count] = (char)options[count];
        count++;
    }
    return count;
}

void loader_command_line(char *out, size_t size)
{
    size_t count = add_options(out, size - 2);
    out[count++] = ' ';
    EFI_FILE_HANDLE file = open_file(L"\\vibee\\cmdline.txt");
    UINTN more = size - 1 - count;
    if (file) {
        if (file->Read(file, &more, out + count) != EFI_SUCCESS) {
            more = 0;
        }
        file->Close(file);
        count += more;
    }
    out[count] = '\0';
}
