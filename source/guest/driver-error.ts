/** What the guest's own software gives up with. Never our fault: the guest fails with this reason, the machine goes on. */
export class DriverError extends Error {
	override readonly name = 'DriverError';
}
