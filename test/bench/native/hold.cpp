// The hold model over std::priority_queue: what cases/event-core.ts does, in C++ -O2.
// Usage: hold PENDING EVENTS INCREMENTS; prints nanoseconds per event and the order's checksum.
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <vector>

struct Event {
	int64_t atNs;
	uint64_t order;
	int32_t kind;
	double argument;
	bool operator<(const Event& other) const {
		return atNs > other.atNs || (atNs == other.atNs && order > other.order);
	}
};

static std::priority_queue<Event> queue;
static std::vector<int32_t> increments;
static int64_t nowNs = 0;
static uint64_t sequence = 0;
static uint32_t state = 0x2545f491u;
static int32_t checksum = 0;
static const uint64_t priorities[8] = {0, 1, 2, 3, 4, 4, 4, 1};

static inline uint32_t draw() {
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static void schedule(int32_t kind, int64_t delayNs, double argument) {
	queue.push({nowNs + delayNs, (priorities[kind] << 49) + sequence++, kind, argument});
}

template <int Kind> static void handle(double argument) {
	checksum = static_cast<int32_t>(static_cast<uint32_t>(checksum) * 31u + static_cast<uint32_t>(argument) + Kind);
	const uint32_t random = draw();
	schedule(random >> 29, increments[random & 4095], static_cast<double>(random & 1023));
}

using Handler = void (*)(double);
static const Handler handlers[8] = {handle<0>, handle<1>, handle<2>, handle<3>, handle<4>, handle<5>, handle<6>, handle<7>};

static double clockNs() {
	timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

static void run(int events) {
	for (int index = 0; index < events; index++) {
		const Event event = queue.top();
		queue.pop();
		nowNs = event.atNs;
		handlers[event.kind](event.argument);
	}
}

int main(int count, char** arguments) {
	if (count < 4) {
		return 2;
	}
	const int pending = std::atoi(arguments[1]);
	const int events = std::atoi(arguments[2]);
	// The increments come from the caller, so that both sides see the same ones to the last digit.
	std::FILE* file = std::fopen(arguments[3], "rb");
	increments.resize(4096);
	if (file == nullptr || std::fread(increments.data(), 4, 4096, file) != 4096) {
		return 2;
	}
	for (int index = 0; index < pending; index++) {
		const uint32_t random = draw();
		schedule(random >> 29, increments[random & 4095], 0);
	}
	run(events / 4);
	const double start = clockNs();
	run(events);
	std::printf("%.3f %d\n", (clockNs() - start) / events, checksum);
}
