/** The command line. */
console.log('gpuvmtop');
