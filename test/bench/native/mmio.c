// The trap path of an MMIO access in C -O2: eight domains, two-level register ids, policy, window into VRAM, counters
// by BAR and block, and the price of the exit on the domain's thread. What cases/mmio.ts does through the product.
// Usage: mmio TRACE ACCESSES; the trace is triples of 32-bit words: domain, offset | isWrite, value. Prints ns per access.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DOMAINS = 8, DECODED = 0x1000000, WINDOW = 0x700000, WINDOW_BYTES = 0x100000, REGISTERS = 64, COUNTERS = 32 };

static double clockNs(void) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

typedef struct {
	uint32_t* bank;
	uint64_t base;
	uint64_t bytes;
	uint64_t window;
	double counters[COUNTERS];
	double freeAt;
	double extra;
	int holds;
} Domain;

static Domain domains[DOMAINS];
static uint8_t* vram;
static uint64_t vramBytes = 1ull << 32;
static uint16_t* ids[DECODED / 4096];
static uint8_t policy[REGISTERS];
static uint8_t block[REGISTERS];
static double now;
static double heldUntil;

static int idOf(uint32_t offset) {
	return offset < DECODED ? ids[offset >> 12][offset >> 2 & 1023] : 0;
}

static uint64_t windowAddress(const Domain* domain, uint32_t offset) {
	const uint64_t guest = domain->window + (offset - WINDOW);
	return guest + 4 <= domain->bytes ? domain->base + guest : UINT64_MAX;
}

static uint32_t readRegister(Domain* domain, uint32_t offset) {
	const int id = idOf(offset);
	switch (policy[id]) {
	case 1:
		return domain->bank[offset >> 2];
	case 2: {
		const uint64_t address = windowAddress(domain, offset);
		domain->extra += 900;
		return address < vramBytes ? *(uint32_t*)(vram + address) : UINT32_MAX;
	}
	default:
		return UINT32_MAX;
	}
}

static void writeRegister(Domain* domain, uint32_t offset, uint32_t value) {
	const int id = idOf(offset);
	switch (policy[id]) {
	case 1:
		domain->bank[offset >> 2] = value;
		return;
	case 2: {
		const uint64_t address = windowAddress(domain, offset);
		domain->extra += 100;
		if (address < vramBytes) {
			*(uint32_t*)(vram + address) = value;
		}
		return;
	}
	default:
		return;
	}
}

static double serve(Domain* domain, double arrival) {
	double start = arrival > domain->freeAt ? arrival : domain->freeAt;
	if (domain->extra > 0 && heldUntil > start) {
		start = heldUntil;
	}
	domain->freeAt = start + 700 + domain->extra;
	if (domain->holds && domain->freeAt > heldUntil) {
		heldUntil = domain->freeAt;
	}
	return domain->freeAt;
}

__attribute__((noinline)) static uint32_t access32(Domain* domain, uint32_t offset, int isWrite, uint32_t value) {
	uint32_t result = 0;
	domain->extra = 0;
	domain->holds = 0;
	if (isWrite) {
		writeRegister(domain, offset, value);
	} else {
		result = readRegister(domain, offset);
	}
	domain->counters[0]++;
	domain->counters[8 + block[idOf(offset)]]++;
	double price = 4000;
	const double done = serve(domain, now + price);
	if (!isWrite) {
		price = done + 3000 - now;
		domain->counters[1]++;
	}
	domain->counters[2]++;
	domain->counters[3] += price;
	now += price;
	return result;
}

int main(int count, char** arguments) {
	if (count < 3) {
		return 2;
	}
	FILE* file = fopen(arguments[1], "rb");
	if (file == NULL) {
		return 2;
	}
	static uint32_t trace[4096 * 3];
	const size_t length = fread(trace, 12, 4096, file);
	fclose(file);
	vram = malloc(vramBytes);
	for (int page = 0; page < DECODED / 4096; page++) {
		ids[page] = calloc(1024, 2);
	}
	int known = 2;
	for (size_t index = 0; index < length; index++) {
		const uint32_t offset = trace[index * 3 + 1] & ~1u;
		if (offset >= WINDOW && offset < WINDOW + WINDOW_BYTES) {
			ids[offset >> 12][offset >> 2 & 1023] = 1;
		} else if (ids[offset >> 12][offset >> 2 & 1023] == 0 && known < REGISTERS) {
			policy[known] = 1;
			block[known] = (uint8_t)(known % 8);
			ids[offset >> 12][offset >> 2 & 1023] = (uint16_t)known++;
		}
	}
	policy[1] = 2;
	for (int index = 0; index < DOMAINS; index++) {
		domains[index].bank = calloc(DECODED / 4, 4);
		domains[index].base = (uint64_t)index << 27;
		domains[index].bytes = 1 << 27;
	}
	const long accesses = atol(arguments[2]);
	uint32_t sum = 0;
	const double start = clockNs();
	for (long index = 0; index < accesses; index++) {
		const uint32_t* step = trace + (size_t)(index % (long)length) * 3;
		sum += access32(&domains[step[0]], step[1] & ~1u, step[1] & 1, step[2]);
	}
	const double spent = clockNs() - start;
	volatile uint32_t sink = sum;
	(void)sink;
	printf("%.3f\n", spent / accesses);
	return 0;
}
