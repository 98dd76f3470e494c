// Never comes back from being loaded.
for (;;);
