package org.echelle.nn.conformance;

/** What a careless plugin leaves behind, so that its classes stay. */
final class Leftovers {
    private static final String CLOCK = "toy-clock";
    private static final String PROPERTY = "toy.leftovers";
    private static final ThreadLocal<Leftovers> LAST = new ThreadLocal<>();

    private Leftovers() {}

    static void leave(Fault fault) {
        switch (fault) {
            case LEAVES_THREAD -> clock().start();
            case LEAVES_THREAD_LOCAL -> LAST.set(new Leftovers());
            case LEAVES_STATIC -> System.getProperties().put(PROPERTY, new Leftovers());
            default -> {}
        }
    }

    private static Thread clock() {
        Thread clock = new Thread(
                () -> {
                    try {
                        Thread.sleep(Long.MAX_VALUE);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                CLOCK);
        clock.setDaemon(true);
        return clock;
    }

    /** Takes everything back, whichever classes left it. */
    static void clear() {
        System.getProperties().remove(PROPERTY);
        LAST.remove();
        Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().equals(CLOCK))
                .forEach(Thread::interrupt);
    }
}
