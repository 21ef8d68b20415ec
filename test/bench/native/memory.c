// The limits of memory, in C -O2: what cases/memory.ts does.
// Usage: memory random BYTES ACCESSES | memory copy BYTES ROUNDS; prints nanoseconds per access or copy.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double clockNs(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static volatile uint32_t sink;

static double random32(size_t bytes, long accesses) {
	uint32_t* words = malloc(bytes);
	const uint32_t mask = (uint32_t)(bytes / 4 - 1);
	for (size_t index = 0; index <= mask; index++) {
		words[index] = (uint32_t)index;
	}
	uint32_t state = 0x2545f491u;
	uint32_t sum = 0;
	const double start = clockNs();
	for (long index = 0; index < accesses; index++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		sum += words[state & mask];
	}
	const double spent = clockNs() - start;
	sink = sum;
	free(words);
	return spent / accesses;
}

static double copy(size_t bytes, long rounds) {
	// Small copies walk over 64 places each way, as pages do; a large one has one place.
	const size_t places = bytes < 1 << 20 ? 64 : 1;
	char* from = malloc(bytes * places);
	char* to = malloc(bytes * places);
	memset(from, 1, bytes * places);
	memset(to, 2, bytes * places);
	const double start = clockNs();
	for (long index = 0; index < rounds; index++) {
		memcpy(to + (size_t)(index * 7 % (long)places) * bytes, from + (size_t)(index % (long)places) * bytes, bytes);
		sink = (uint32_t)to[index % (long)bytes];
	}
	const double spent = clockNs() - start;
	free(from);
	free(to);
	return spent / rounds;
}

int main(int count, char** arguments) {
	if (count < 4) {
		return 2;
	}
	const size_t bytes = strtoull(arguments[2], NULL, 10);
	const long times = strtol(arguments[3], NULL, 10);
	printf("%.3f\n", strcmp(arguments[1], "copy") == 0 ? copy(bytes, times) : random32(bytes, times));
	return 0;
}
