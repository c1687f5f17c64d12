/*
 * Between a process and its disk: what is written, or synced, through the C
 * library fails with EIO while a file says so. $HEADROOM_EIO names that file;
 * its first byte says what fails, 'w' or 's'. SQLite writes through here.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(char what)
{
	const char *path = getenv("HEADROOM_EIO");
	char said = 0;
	int fd, n;

	if (!path || (fd = open(path, O_RDONLY)) < 0)
		return 0;
	n = read(fd, &said, 1);
	close(fd);
	if (n != 1 || said != what)
		return 0;
	errno = EIO;
	return 1;
}

ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off64_t);

	if (fails('w'))
		return -1;
	if (!real)
		real = dlsym(RTLD_NEXT, "pwrite64");
	return real(fd, data, n, at);
}

ssize_t pwrite(int fd, const void *data, size_t n, off_t at)
{
	return pwrite64(fd, data, n, at);
}

int fdatasync(int fd)
{
	static int (*real)(int);

	if (fails('s'))
		return -1;
	if (!real)
		real = dlsym(RTLD_NEXT, "fdatasync");
	return real(fd);
}

int fsync(int fd)
{
	static int (*real)(int);

	if (fails('s'))
		return -1;
	if (!real)
		real = dlsym(RTLD_NEXT, "fsync");
	return real(fd);
}
