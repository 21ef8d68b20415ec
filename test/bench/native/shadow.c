// Shadow page tables in C -O2: the limits that cases/shadow.ts is measured against.
// Usage: shadow scan TABLES ROUNDS   a full rescan of dense tables: ns per entry
//        shadow log TABLES CHANGES ROUNDS   a write log: ns per flush, stores included
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ENTRIES = 32768, FRAMES = 1 << 20, FIRST_FRAME = 1 << 14 };

static double clockNs(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

typedef struct {
	uint32_t low;
	uint32_t high;
} Entry;

static int refused;

// What the aggregator decides for one entry: absent, moved by the partition, or refused.
static inline Entry translate(Entry guest) {
	const Entry hole = {0, 0};
	if ((guest.low & 1) == 0) {
		return hole;
	}
	const uint32_t frame = guest.low >> 4;
	if ((guest.high >> 1 & 3) != 0 || frame >= FRAMES) {
		refused++;
		return hole;
	}
	const Entry host = {(frame + FIRST_FRAME) << 4 | (guest.low & 15), guest.high};
	return host;
}

static Entry* denseTables(int tables) {
	Entry* entries = malloc(sizeof(Entry) * ENTRIES * tables);
	for (int index = 0; index < ENTRIES * tables; index++) {
		entries[index].low = (uint32_t)(index % FRAMES) << 4 | 1;
		entries[index].high = 0;
	}
	return entries;
}

static double scan(int tables, long rounds) {
	Entry* guest = denseTables(tables);
	Entry* shadow = calloc((size_t)ENTRIES * tables, sizeof(Entry));
	const double start = clockNs();
	for (long round = 0; round < rounds; round++) {
		guest[round % ENTRIES].low ^= 1 << 5;
		for (int index = 0; index < ENTRIES * tables; index++) {
			shadow[index] = translate(guest[index]);
		}
	}
	const double spent = clockNs() - start;
	free(guest);
	free(shadow);
	return spent / rounds / tables / ENTRIES;
}

static uint8_t* isWatched;
static uint8_t* isLogged;
static int* logged;
static int count;
static Entry* memory;

// A store of one word, as the guest makes it: a table entry takes two.
static inline void store(int word, uint32_t value) {
	((uint32_t*)memory)[word] = value;
	if (isWatched[word >> 14] && !isLogged[word >> 1]) {
		isLogged[word >> 1] = 1;
		logged[count++] = word >> 1;
	}
}

static double writeLog(int tables, int changes, long rounds) {
	memory = denseTables(tables);
	Entry* shadow = calloc((size_t)ENTRIES * tables, sizeof(Entry));
	isLogged = calloc((size_t)ENTRIES * tables, 1);
	isWatched = calloc((size_t)ENTRIES * tables / 8192 + 1, 1);
	memset(isWatched, 1, (size_t)ENTRIES * tables / 8192 + 1);
	logged = malloc(sizeof(int) * ENTRIES * tables);
	uint32_t state = 0x2545f491u;
	const double start = clockNs();
	for (long round = 0; round < rounds; round++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		const int first = (int)(state % (uint32_t)(ENTRIES * tables - changes));
		for (int change = 0; change < changes; change++) {
			store((first + change) * 2, ((state + (uint32_t)change) & 0xffff) << 4 | 1);
			store((first + change) * 2 + 1, 0);
		}
		for (int index = 0; index < count; index++) {
			isLogged[logged[index]] = 0;
			shadow[logged[index]] = translate(memory[logged[index]]);
		}
		count = 0;
	}
	const double spent = clockNs() - start;
	return spent / rounds;
}

int main(int argumentCount, char** arguments) {
	if (argumentCount < 4) {
		return 2;
	}
	const int tables = atoi(arguments[2]);
	if (strcmp(arguments[1], "scan") == 0) {
		printf("%.4f\n", scan(tables, atol(arguments[3])));
	} else {
		printf("%.3f\n", writeLog(tables, atoi(arguments[3]), atol(arguments[4])));
	}
	return 0;
}
