/* Between the files that run pipelines. */
#ifndef VSH_PIPELINE_H
#define VSH_PIPELINE_H

#include "os.h"
#include "shell.h"

/* A command on its way. */
struct started {
    os_process process; /* 0: none; status says how it went */
    int status;
};

/* Start a program with the map's descriptors. Failures are reported and become its status. */
struct started start_program(struct shell *shell, const struct node *node,
                             struct arguments *arguments, const struct fd_map *map, os_job job);
/* Carry out a command's assignments in vars; *ok is cleared on an error. */
void assign_all(struct shell *shell, const struct node *node, struct vars *vars, bool *ok);

#endif
