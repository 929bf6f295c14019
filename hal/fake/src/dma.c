/* Devices that reach memory: one domain each, through addresses that mean nothing to the CPU. */
#include "internal.h"

#include <string.h>

#define REQUESTERS     0x10000u
#define FIRST_ADDRESS  0x100000000ull
#define ADDRESS_STRIDE 0x100000000ull /* so that nothing is next to anything by chance */

struct mapping {
    uint8_t *base;
    size_t pages;
};

struct domain {
    bool open;
    uint32_t requester, count;
    struct mapping mappings[HAL_FAKE_MAPPINGS];
};

static struct domain domains[HAL_FAKE_DOMAINS];
static void (*close_script)(void *ctx, uint32_t requester);
static void *close_ctx;
static bool lingers;

void fake_dma_reset(void)
{
    memset(domains, 0, sizeof domains);
    close_script = NULL;
    close_ctx = NULL;
    lingers = false;
}

void hal_fake_on_dma_close(void (*script)(void *ctx, uint32_t requester), void *ctx)
{
    close_script = script;
    close_ctx = ctx;
}

static struct domain *find(uint32_t requester)
{
    for (size_t i = 0; i < HAL_FAKE_DOMAINS; i++) {
        if (domains[i].open && domains[i].requester == requester) {
            return &domains[i];
        }
    }
    return NULL;
}

static struct domain *opened(uint32_t domain)
{
    if (domain >= HAL_FAKE_DOMAINS || !domains[domain].open) {
        fake_fail("a DMA domain that is not open");
    }
    return &domains[domain];
}

int hal_dma_open(uint32_t requester, uint32_t *domain)
{
    int status = fake_hardware_failure();
    if (status != VB_OK) {
        return status;
    }
    if (requester >= REQUESTERS) {
        return VB_ERR_NOT_FOUND;
    }
    if (find(requester) != NULL) {
        return VB_ERR_BUSY;
    }
    for (uint32_t i = 0; i < HAL_FAKE_DOMAINS; i++) {
        if (!domains[i].open) {
            domains[i] = (struct domain){.open = true, .requester = requester};
            *domain = i;
            return VB_OK;
        }
    }
    return VB_ERR_NO_MEMORY;
}

static uint64_t address_of(uint32_t mapping)
{
    return FIRST_ADDRESS + mapping * ADDRESS_STRIDE;
}

int hal_dma_map(uint32_t domain, void *base, size_t count, uint64_t *address)
{
    struct domain *found = opened(domain);
    int status = fake_hardware_failure();
    if (status != VB_OK) {
        return status;
    }
    if ((uintptr_t)base % HAL_PAGE_SIZE != 0 || count == 0 || !fake_pages_held(base, count)) {
        fake_fail("what is mapped for DMA is not pages that the platform gave");
    }
    if (found->count == HAL_FAKE_MAPPINGS) {
        return VB_ERR_LIMIT;
    }
    *address = address_of(found->count);
    found->mappings[found->count++] = (struct mapping){base, count};
    return VB_OK;
}

bool hal_dma_close(uint32_t domain)
{
    struct domain *found = opened(domain);
    if (close_script != NULL) {
        close_script(close_ctx, found->requester);
    }
    *found = (struct domain){0};
    return !lingers;
}

void hal_fake_dma_lingers(void)
{
    lingers = true;
}

bool hal_dma_isolated(void)
{
    return true;
}

uint8_t *hal_fake_dma_reach(uint32_t requester, uint64_t address, size_t size)
{
    const struct domain *domain = find(requester);
    for (uint32_t i = 0; domain != NULL && i < domain->count; i++) {
        const struct mapping *mapping = &domain->mappings[i];
        const uint64_t first = address_of(i), length = mapping->pages * HAL_PAGE_SIZE;
        if (address >= first && address - first <= length && size <= length - (address - first)) {
            return mapping->base + (address - first);
        }
    }
    return NULL;
}

void fake_dma_check_released(const void *base, size_t count)
{
    const uint8_t *first = base, *end = first + count * HAL_PAGE_SIZE;
    for (size_t i = 0; i < HAL_FAKE_DOMAINS; i++) {
        for (uint32_t j = 0; j < domains[i].count; j++) {
            const struct mapping *mapping = &domains[i].mappings[j];
            if (mapping->base < end && first < mapping->base + mapping->pages * HAL_PAGE_SIZE) {
                fake_fail("pages were given back that a device reaches");
            }
        }
    }
}

void fake_dma_count(struct hal_fake_hardware *out)
{
    for (size_t i = 0; i < HAL_FAKE_DOMAINS; i++) {
        out->domains += domains[i].open;
        for (uint32_t j = 0; j < domains[i].count; j++) {
            out->mapped_pages += (uint32_t)domains[i].mappings[j].pages;
        }
    }
}
