/*
 * Moves the input lines of a gpio-sim chip at given times:
 *
 *   play-edges FOLDER < EDGES
 *
 * FOLDER is the chip's own in /sys/devices/platform. An edge is a line "NANOSECONDS OFFSET LEVEL", the time counted from
 * the start, in order of time. At the end it prints, as JSON, when it started on CLOCK_MONOTONIC and by how much the
 * latest edge was late. An edge that is late is played all the same.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define LINES 64
#define SECOND_NS 1000000000
#define LEAD_NS 10000000 /* from here to the start, so that the first edge is not late */

struct edge {
	int64_t at_ns;
	int offset, level;
};

static int pulls[LINES];

static void fail(const char *what)
{
	fprintf(stderr, "play-edges: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void sleep_until(int64_t at_ns)
{
	struct timespec at = { at_ns / SECOND_NS, at_ns % SECOND_NS };
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL) == EINTR) {}
}

static void open_pull(const char *folder, int offset)
{
	char path[512];
	if (pulls[offset] > 0)
		return;
	snprintf(path, sizeof path, "%s/sim_gpio%d/pull", folder, offset);
	pulls[offset] = open(path, O_WRONLY | O_CLOEXEC);
	if (pulls[offset] < 0)
		fail(path);
}

static struct edge *read_edges(const char *folder, size_t *count)
{
	struct edge *edges = NULL, edge;
	size_t room = 0, n = 0;
	while (scanf("%" SCNd64 " %d %d", &edge.at_ns, &edge.offset, &edge.level) == 3) {
		errno = EINVAL;
		if (edge.offset < 0 || edge.offset >= LINES)
			fail("an offset");
		open_pull(folder, edge.offset);
		if (n == room && !(edges = realloc(edges, (room = 2 * room + 1024) * sizeof *edges)))
			fail("memory");
		edges[n++] = edge;
	}
	errno = EINVAL;
	if (!feof(stdin))
		fail("the edges");
	*count = n;
	return edges;
}

static void pull(const struct edge *edge)
{
	const char *word = edge->level ? "pull-up" : "pull-down";
	if (pwrite(pulls[edge->offset], word, strlen(word), 0) < 0)
		fail("a line cannot be moved");
}

int main(int argc, char **argv)
{
	/* Before ordinary programs, behind the kernel's interrupt threads (50), which must see each edge before the next. */
	struct sched_param priority = { .sched_priority = 10 };
	size_t count, i;
	if (argc != 2)
		return 2;
	struct edge *edges = read_edges(argv[1], &count);
	if (mlockall(MCL_CURRENT) || sched_setscheduler(0, SCHED_FIFO, &priority))
		fail("real time");
	int64_t start_ns = now_ns() + LEAD_NS, worst_ns = 0;
	for (i = 0; i < count; i++) {
		int64_t due_ns = start_ns + edges[i].at_ns, late_ns;
		if (now_ns() < due_ns)
			sleep_until(due_ns);
		late_ns = now_ns() - due_ns;
		pull(&edges[i]);
		if (late_ns > worst_ns)
			worst_ns = late_ns;
	}
	printf("{\"startNs\":\"%" PRId64 "\",\"edges\":%zu,\"worstLateNs\":%" PRId64 "}\n", start_ns, count, worst_ns);
	return 0;
}
