/*
 * A port of an AHCI controller: brought from any state to one that takes commands, asked, and
 * recovered after errors (AHCI 1.3.1, chapters 6 and 10). Commands are not queued by the disk: the
 * controller carries out one after another what was issued.
 */
#ifndef AHCI_PORT_H
#define AHCI_PORT_H

#include "commands.h"

struct ahci_port {
    uint64_t region; /* ABAR */
    uint64_t base;   /* of the port's registers there */
    struct sdk_dma memory;
    uint32_t issued; /* commands that the controller has */
    uint32_t failed; /* commands that ended in an error and were not reported yet */
    bool gone;       /* no disk any more, or it cannot be brought back */
};

/* Stop the port, give it its memory, and wait for a disk. VB_OK; VB_ERR_NOT_FOUND: there is none
 * (or another kind of device); VB_ERR_IO: it does not get ready. */
int ahci_port_start(struct ahci_port *port);
/* Have a command carried out that ahci_prepare() wrote. */
void ahci_port_issue(struct ahci_port *port, uint32_t slot);
/* Look at interrupts and errors, recover. Returns the commands that are over; failed says which of
 * them went wrong. */
uint32_t ahci_port_check(struct ahci_port *port);
/* Wait for a command, without interrupts; VB_OK or VB_ERR_IO. */
int ahci_port_wait(struct ahci_port *port, uint32_t slot);
void ahci_port_interrupts(struct ahci_port *port);

#endif
