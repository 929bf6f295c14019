/* The machine's IOMMUs, as the ACPI table DMAR describes them. */
#include "vtd.h"

#include <string.h>

const char iommu_name[] = "VT-d";
struct vtd_unit vtd_units[VTD_UNITS_MAX];
size_t vtd_unit_count;

/* NULL, or why not all of them can be used: one that is left out leaves a way around the others. */
static const char *find_units(void)
{
    size_t size;
    const char *problem = NULL;
    const void *table;
    struct acpi_dmar_entry entry;
    vtd_unit_count = 0;
    for (uint32_t number = 0; (table = table_find("DMAR", number, &size)); number++) {
        int status = 0;
        for (size_t at = 0; (status = acpi_next_dmar(table, size, &at, &entry)) == 1;) {
            if (entry.kind != ACPI_DMAR_UNIT) {
                continue;
            }
            if (vtd_unit_count == VTD_UNITS_MAX) {
                return "it has too many units";
            }
            struct vtd_unit *unit = &vtd_units[vtd_unit_count++];
            unit->base = entry.base;
            unit->size = entry.limit - entry.base + 1;
            unit->segment = entry.segment;
            const char *found = vtd_unit_open(unit);
            problem = problem ? problem : found;
        }
        problem = status < 0 ? "its table is damaged" : problem;
    }
    return vtd_unit_count == 0 && !problem ? "there is no VT-d" : problem;
}

/* The deepest page tables that all can walk, 4 levels at most; 0: there is nothing in common. */
static unsigned common_levels(bool *coherent)
{
    unsigned all = ~0u;
    *coherent = true;
    for (size_t i = 0; i < vtd_unit_count; i++) {
        all &= vtd_unit_levels(&vtd_units[i]);
        *coherent = *coherent && (vtd_units[i].extended & 1);
    }
    return all & 1u << 4 ? 4 : all & 1u << 3 ? 3 : 0;
}

static const char *start(void)
{
    uint64_t root, empty;
    bool coherent;
    unsigned levels = common_levels(&coherent);
    if (levels == 0) {
        return "its units have no page tables in common";
    }
    if (!vtd_tables_start(levels, coherent, &root, &empty)) {
        return "there is too little memory";
    }
    vtd_faults_start();
    for (size_t i = 0; i < vtd_unit_count; i++) {
        if (!vtd_unit_start(&vtd_units[i], vtd_units[i].segment == 0 ? root : empty)) {
            return "there is too little memory";
        }
    }
    vtd_reserved_start();
    return NULL;
}

const char *iommu_start(void)
{
    const char *wanted = option("iommu"), *problem = find_units();
    if (!problem && wanted && strcmp(wanted, "off") == 0) {
        problem = "it is switched off";
    }
    problem = problem ? problem : start();
    for (size_t i = 0; problem && i < vtd_unit_count; i++) {
        if (vtd_units[i].registers) {
            vtd_unit_reset(&vtd_units[i]);
        }
    }
    return problem;
}

bool iommu_owns(uint64_t base, uint64_t size)
{
    for (size_t i = 0; i < vtd_unit_count; i++) {
        if (base < vtd_units[i].base + vtd_units[i].size && vtd_units[i].base < base + size) {
            return true;
        }
    }
    return false;
}

/* ---- domains --------------------------------------------------------------------------------- */

int iommu_open(uint32_t domain, uint32_t requester)
{
    vtd_faults_forget(domain);
    return vtd_domain_open(domain, requester);
}

int iommu_map(uint32_t domain, uint64_t physical, size_t count)
{
    return vtd_domain_map(domain, physical, count);
}

void iommu_close(uint32_t domain)
{
    vtd_domain_close(domain);
}
