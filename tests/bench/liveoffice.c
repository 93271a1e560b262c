#include "liveoffice.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "load.h"
#include "measure.h"

#define OFFICE_SEED 200u /* beside those of the authors */
#define RECOVERY_SEED 201u

static struct liveoffice *running;
static pid_t running_in;

static int free_port(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	must(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0 &&
			getsockname(fd, (struct sockaddr *)&address, &size) == 0,
		"no free port");
	close(fd);
	return ntohs(address.sin_port);
}

/* Starts a program whose output comes out of *ret_out; NULL: goes where ours goes. */
static pid_t start(char *const arguments[], int *ret_out)
{
	int fds[2] = {-1, -1};
	must(ret_out == NULL || pipe(fds) == 0, "no pipe");
	pid_t pid = fork();
	must(pid >= 0, "no process");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (ret_out != NULL)
			dup2(fds[1], STDOUT_FILENO);
		execv(arguments[0], arguments);
		_exit(127);
	}
	if (ret_out != NULL) {
		close(fds[1]);
		*ret_out = fds[0];
	}
	return pid;
}

static bool ended_well(pid_t pid)
{
	int status = 0;
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void office_init(struct liveoffice *office, char *jourd, unsigned size_mib)
{
	struct office_line line = {.office = load_secret(OFFICE_SEED).public,
		.recovery = load_secret(RECOVERY_SEED).public};
	char text[LINE_SIZE_MAX], answer[LINE_SIZE_MAX] = "", endpoint[64], size[16];
	char init[] = "init", origin[] = "--origin=bench.example/1", *office_argument = NULL;
	char *directory = NULL;
	int out = -1;
	office_line_format(&line, text);
	(void)snprintf(endpoint, sizeof(endpoint), "--endpoint=tcp://127.0.0.1:%d", free_port());
	(void)snprintf(size, sizeof(size), "--size=%u", size_mib);
	must(asprintf(&office_argument, "--office=%s", text) > 0 &&
			asprintf(&directory, "--dir=%s/office", office->directory) > 0,
		"out of memory");
	char *arguments[] = {jourd, init, directory, office_argument, origin, endpoint, size, NULL};
	pid_t pid = start(arguments, &out);
	ssize_t got = 0;
	for (size_t used = 0; used < sizeof(answer) - 1; used += (size_t)got)
		if ((got = read(out, answer + used, sizeof(answer) - 1 - used)) <= 0)
			break;
	close(out);
	must(ended_well(pid) && server_line_parse(bytes_of_text(answer), &office->server) == ERR_OK,
		"jourd init failed");
	free(office_argument);
	free(directory);
}

/* Not in the processes that are forked later. */
static void stop_at_exit(void)
{
	if (running != NULL && running_in == getpid())
		(void)liveoffice_stop(running);
}

void liveoffice_start(struct liveoffice *office, const char *jourd, unsigned size_mib)
{
	const char *temporary = getenv("TMPDIR");
	char program[256], directory[128], run[] = "run";
	memset(office, 0, sizeof(*office));
	(void)snprintf(program, sizeof(program), "%s", jourd);
	(void)snprintf(office->directory, sizeof(office->directory), "%s/bench.XXXXXX",
		temporary != NULL && strlen(temporary) < 40 ? temporary : "/var/tmp");
	must(mkdtemp(office->directory) != NULL, "no temporary directory");
	office_init(office, program, size_mib);
	(void)snprintf(directory, sizeof(directory), "--dir=%s/office", office->directory);
	char *arguments[] = {program, run, directory, NULL};
	office->jourd = start(arguments, NULL);
	running = office;
	running_in = getpid();
	must(atexit(stop_at_exit) == 0, "out of memory");
	office->clerk = author_of(load_secret(OFFICE_SEED), 'o', &office->server);
}

bool liveoffice_stop(struct liveoffice *office)
{
	char *command = NULL;
	running = NULL;
	kill(office->jourd, SIGTERM);
	bool well = ended_well(office->jourd);
	if (asprintf(&command, "rm -rf '%s'", office->directory) > 0)
		well = system(command) == 0 && well;
	free(command);
	return well;
}
