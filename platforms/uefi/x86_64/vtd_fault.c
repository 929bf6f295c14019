/* Accesses that were blocked: a unit interrupts when it has a record of one; the report is made
 * later, outside of the handler. Whoever tries again and again cannot keep the machine busy. */
#include "vtd.h"

#define REPORTS_MAX 16u /* of one incarnation of a driver */
#define RECORDS_MAX 64u /* at once */

static volatile bool came;
static uint32_t reports[VTD_DOMAINS];

static void fault_came(uint32_t unused)
{
    (void)unused;
    came = true;
}

void vtd_faults_start(void)
{
    came = false;
    interrupt_handle(VECTOR_IOMMU, fault_came, 0);
}

static const char *why(uint32_t reason)
{
    switch (reason) { /* the specification, Fault Reason Encodings */
    case 1:
    case 2:
        return "it has no driver";
    case 4:
    case 5:
    case 6:
        return "it is not granted";
    default:
        return "malformed";
    }
}

static void report(const struct vtd_fault *fault)
{
    uint32_t requester = fault->requester, domain = vtd_domain_of(requester);
    console_printf("DMA: blocked %02x:%02x.%u from %s %llx: %s (reason %u)\n", requester >> 8,
                   requester >> 3 & 31, requester & 7, fault->reading ? "reading" : "writing",
                   (unsigned long long)fault->address, why(fault->reason), fault->reason);
    if (domain >= VTD_DOMAINS) {
        dma_stop_device(requester);
        vtd_mute(requester);
    } else if (++reports[domain] == REPORTS_MAX) {
        console_printf("DMA: no more of these are reported until it has a new driver\n");
        vtd_mute(requester);
    }
}

void vtd_faults_forget(uint32_t domain)
{
    reports[domain] = 0;
}

bool iommu_has_faults(void)
{
    return came;
}

void iommu_poll(void)
{
    struct vtd_fault fault;
    if (!came) {
        return;
    }
    came = false;
    for (size_t i = 0; i < vtd_unit_count; i++) {
        uint32_t records = 0;
        while (records < RECORDS_MAX && vtd_unit_fault(&vtd_units[i], &fault)) {
            records++;
            report(&fault);
        }
        came = came || records == RECORDS_MAX;
    }
}
