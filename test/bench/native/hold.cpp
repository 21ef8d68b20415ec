// The hold model over std::priority_queue: what cases/event-core.ts does, in C++ -O2.
// Usage: hold PENDING EVENTS INCREMENTS [fifo]; prints nanoseconds per event and the order's checksum.
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

// First come, first served: what is left when order costs nothing.
struct Fifo {
	std::vector<Event> events = std::vector<Event>(1 << 14);
	uint32_t head = 0;
	uint32_t tail = 0;
	const Event& top() const { return events[head & 16383]; }
	void pop() { head++; }
	void push(const Event& event) { events[tail++ & 16383] = event; }
};

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

template <typename Queue> static Queue queue;

template <typename Queue> static void schedule(int32_t kind, int64_t delayNs, double argument) {
	queue<Queue>.push({nowNs + delayNs, (priorities[kind] << 49) + sequence++, kind, argument});
}

template <typename Queue, int Kind> static void handle(double argument) {
	checksum = static_cast<int32_t>(static_cast<uint32_t>(checksum) * 31u + static_cast<uint32_t>(argument) + Kind);
	const uint32_t random = draw();
	schedule<Queue>(random >> 29, increments[random & 4095], static_cast<double>(random & 1023));
}

using Handler = void (*)(double);
static double clockNs() {
	timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e9 + now.tv_nsec;
}

template <typename Queue> static void run(int events) {
	static const Handler handlers[8] = {handle<Queue, 0>, handle<Queue, 1>, handle<Queue, 2>, handle<Queue, 3>,
	                                    handle<Queue, 4>, handle<Queue, 5>, handle<Queue, 6>, handle<Queue, 7>};
	for (int index = 0; index < events; index++) {
		const Event event = queue<Queue>.top();
		queue<Queue>.pop();
		nowNs = event.atNs;
		handlers[event.kind](event.argument);
	}
}

template <typename Queue> static void measure(int pending, int events) {
	for (int index = 0; index < pending; index++) {
		const uint32_t random = draw();
		schedule<Queue>(random >> 29, increments[random & 4095], 0);
	}
	run<Queue>(events / 4);
	const double start = clockNs();
	run<Queue>(events);
	std::printf("%.3f %d\n", (clockNs() - start) / events, checksum);
}

int main(int count, char** arguments) {
	if (count < 4) {
		return 2;
	}
	// The increments come from the caller, so that both sides see the same ones to the last digit.
	std::FILE* file = std::fopen(arguments[3], "rb");
	increments.resize(4096);
	if (file == nullptr || std::fread(increments.data(), 4, 4096, file) != 4096) {
		return 2;
	}
	if (count > 4) {
		measure<Fifo>(std::atoi(arguments[1]), std::atoi(arguments[2]));
	} else {
		measure<std::priority_queue<Event>>(std::atoi(arguments[1]), std::atoi(arguments[2]));
	}
}
