/* What the driver writes for the controller, byte by byte, and what it makes of IDENTIFY. */
#include "../../virtio/tests/fake_memory.h"
#include "../commands.h"
#include <check.h>

static void writes_a_command(void)
{
    static const uint8_t fis[20] = {0x27, 0x80, 0x35, 0,    0x66, 0x55, 0x44, 0x40, 0x33, 0x22,
                                    0x11, 0,    0x80, 0x01, 0,    0,    0,    0,    0,    0};
    struct sdk_dma port = fake_dma(0);
    uint64_t header = port.address + AHCI_LIST + 3 * 32, table;

    ahci_prepare(&port, 0, 3, AHCI_WRITE, 0x112233445566, 0x180, 0x123456000, 0x30000);
    CHECK_EQ(fake_get(header, 4), 5 | 1 << 6 | 1 << 16);
    CHECK_EQ(fake_get(header + 4, 4), 0);
    table = fake_get(header + 8, 8);
    CHECK_EQ(table, (long long)port.address + AHCI_TABLES + 3 * AHCI_TABLE_SIZE);
    CHECK_EQ(table % 128, 0);
    CHECK(memcmp(fake_at(table, 20), fis, 20) == 0);
    CHECK_EQ(fake_get(table + 0x80, 8), 0x123456000);
    CHECK_EQ(fake_get(table + 0x8c, 4), 0x2ffff);
    fake_put(header + 4, 4, 77);
    CHECK_EQ(ahci_moved(&port, 0, 3), 77);

    ahci_prepare(&port, 0, 3, AHCI_FLUSH, 0, 0, 0, 0);
    CHECK_EQ(fake_get(header, 4), 5); /* reads nothing, has no pieces */
    CHECK_EQ(ahci_moved(&port, 0, 3), 0);
    CHECK(AHCI_PORT_MEMORY <= FAKE_MEMORY_SIZE);
}

static uint8_t data[AHCI_IDENTIFY_SIZE];

static void put_word(unsigned index, uint16_t value)
{
    data[2 * index] = (uint8_t)value;
    data[2 * index + 1] = (uint8_t)(value >> 8);
}

static void begin(void)
{
    memset(data, 0, sizeof data);
    put_word(49, 1 << 8);
    put_word(83, 1 << 10);
    put_word(100, 0x5678);
    put_word(101, 0x1234);
    memcpy(data + 54, "EQUMH RADDSI K                          ", 40);
}

static void reads_identify(void)
{
    struct vb_block_info info;

    begin();
    CHECK_EQ(ahci_identify(data, &info), VB_OK);
    CHECK_EQ(info.sectors, 0x12345678);
    CHECK_EQ(info.sector_size, 512);
    CHECK_TEXT(info.name, "QEMU HARDDISK");
    put_word(106, 0x5000);
    put_word(117, 2048);
    CHECK_EQ(ahci_identify(data, &info), VB_OK);
    CHECK_EQ(info.sector_size, 4096);
}

static void refuses_others(void)
{
    static const struct {
        unsigned index;
        uint16_t value;
    } cases[] = {{49, 0}, {83, 0}, {101, 0}, {103, 0x0002}};
    struct vb_block_info info;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin();
        put_word(100, 0);
        put_word(cases[i].index, cases[i].value);
        CHECK_EQ(ahci_identify(data, &info), VB_ERR_NOT_SUPPORTED);
    }
    static const uint16_t sizes[] = {0, 100, 257, 2049, 4096};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        begin();
        put_word(106, 0x5000);
        put_word(117, sizes[i]);
        CHECK_EQ(ahci_identify(data, &info), VB_ERR_NOT_SUPPORTED);
    }
}

int main(void)
{
    RUN(writes_a_command);
    RUN(reads_identify);
    RUN(refuses_others);
    return check_exit();
}
