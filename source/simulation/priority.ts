/**
What goes first when several events are due at the same nanosecond, and why.

1. operator: a command takes effect before anything else of its instant, never in the middle.
2. device: hardware finishes what it was doing before anyone looks at it.
3. interrupt: a line that the device raised is seen before software goes on.
4. hypervisor: the aggregator reacts to the device before guests run again.
5. guest: software.
6. sample: statistics see the finished instant.
7. check: invariants are asked last, when everybody is done.

Ties within a priority run in the order they were scheduled.
*/
export const Priority = {
	operator: 0,
	device: 1,
	interrupt: 2,
	hypervisor: 3,
	guest: 4,
	sample: 5,
	check: 6,
} as const;

export type Priority = (typeof Priority)[keyof typeof Priority];
