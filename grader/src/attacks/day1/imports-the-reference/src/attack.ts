// Names the solution by its absolute path.
export * from "$COURSE_ROOT$/solutions/day1-checksum/src/index.ts";
