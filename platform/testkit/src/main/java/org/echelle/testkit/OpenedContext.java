package org.echelle.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.Progress;

/**
 * What the host would lend while something is opened, for a test: the CPU, a manager that is closed with it, and a progress that
 * keeps what the user is told.
 *
 * <pre>{@code
 * try (OpenedContext context = new OpenedContext(Torch.newManager(Device.cpu()));
 *         Subject subject = kind.open(options, context)) {
 *     ...
 *     assertThat(context.notes()).isEmpty();
 * }
 * }</pre>
 *
 * <p>The manager is given, because the engine is started by {@code org.echelle.torch}, whose own tests use this package. A
 * plugin's tests may derive a context of their own that starts it, and give it the ways in which they run their subjects.
 */
public class OpenedContext implements OpenContext, AutoCloseable {
    private final Optional<NDManager> manager;
    private final NotedProgress progress;

    /**
     * A context with an engine.
     *
     * @param manager what is opened lives in it; {@link #close} closes it
     */
    public OpenedContext(NDManager manager) {
        this(manager, new NotedProgress());
    }

    /**
     * A context with an engine and a progress of the test's own, such as one that cancels.
     *
     * @param manager what is opened lives in it; {@link #close} closes it
     * @param progress what is lent
     */
    public OpenedContext(NDManager manager, NotedProgress progress) {
        this(Optional.of(manager), progress);
    }

    private OpenedContext(Optional<NDManager> manager, NotedProgress progress) {
        this.manager = manager;
        this.progress = progress;
    }

    /** A context for what reads files only: it starts no engine, and who asks it for a manager fails. */
    public static OpenedContext withoutEngine() {
        return new OpenedContext(Optional.empty(), new NotedProgress());
    }

    /** The CPU. */
    @Override
    public final Device device() {
        return Device.cpu();
    }

    /**
     * The manager that this context was made with.
     *
     * @throws IllegalStateException when it was made {@linkplain #withoutEngine without one}
     */
    @Override
    public final NDManager manager() {
        return manager.orElseThrow(() -> new IllegalStateException("This context was made without an engine."));
    }

    @Override
    public final Progress progress() {
        return progress;
    }

    /** The sentences that the user was told, in order; a test may clear the list. */
    public final List<String> notes() {
        return progress.notes();
    }

    @Override
    public void close() {
        manager.ifPresent(NDManager::close);
    }
}
