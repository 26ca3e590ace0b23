package org.echelle.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PluginFramesTest {
    private static final StackTraceElement BASE = frame("java.lang.Thread", "run");
    private static final StackTraceElement HOST = frame("org.echelle.runs.Extraction", "batch");
    private static final StackTraceElement ENTRY = frame("org.example.toy.ToySubject", "forward");
    private static final StackTraceElement DEEP = frame("org.example.toy.inner.Loop", "spin");

    private final PluginFrames frames = new PluginFrames(
            Map.of("org.example.toy", "org.example.toy 1.2.0", "org.example.toy.inner", "org.example.toy 1.2.0"));
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread waiting = new Thread(this::await, "waiting");
    private final Thread helper = new Thread(() -> {}, "helper");

    @BeforeEach
    void begin() throws InterruptedException {
        waiting.start();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        end.countDown();
        waiting.join();
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, type + ".java", 1);
    }

    /** As Java gives a stack: what runs now comes first. */
    private static StackTraceElement[] stack(StackTraceElement... fromTheBase) {
        StackTraceElement[] turned = new StackTraceElement[fromTheBase.length];
        for (int i = 0; i < turned.length; i++) {
            turned[i] = fromTheBase[turned.length - 1 - i];
        }
        return turned;
    }

    @Test
    void theMethodByWhichThePluginWasEnteredIsNamedHoweverDeepItsCodeIs() {
        assertThat(frames.holding(Map.of(waiting, stack(BASE, HOST, ENTRY, DEEP, DEEP)), waiting, Set.of(), true))
                .contains(new PluginCall(waiting, "org.example.toy 1.2.0", "ToySubject.forward", false));
    }

    @Test
    void aHelperIsBlamedWhereTheCommandOnlyWaits() {
        assertThat(frames.holding(
                        Map.of(waiting, stack(BASE, HOST), helper, stack(BASE, HOST, ENTRY)), waiting, Set.of(), true))
                .contains(new PluginCall(helper, "org.example.toy 1.2.0", "ToySubject.forward", true));
    }

    @Test
    void aHelperIsNotBlamedWhereTheCommandWorksItself() {
        assertThat(frames.holding(
                        Map.of(helper, stack(BASE, HOST), waiting, stack(BASE, HOST, ENTRY)), helper, Set.of(), true))
                .isEmpty();
    }

    @Test
    void neitherOtherCommandsNorThePluginsOwnThreadsAreBlamed() {
        Map<Thread, StackTraceElement[]> stacks = Map.of(
                waiting,
                stack(BASE, HOST),
                helper,
                stack(BASE, HOST, ENTRY),
                Thread.currentThread(),
                stack(BASE, DEEP));
        assertThat(frames.holding(stacks, waiting, Set.of(helper), true)).isEmpty();
        assertThat(frames.holding(stacks, waiting, Set.of(), false)).isEmpty();
    }

    @Test
    void whatAPluginThrowsIsItsOwnAlsoAsACauseAndFromWithinTheJdk() {
        StackTraceElement jdk = frame("java.util.Objects", "requireNonNull");
        Throwable thrown = thrown("broken", null, BASE, HOST, ENTRY, DEEP, jdk);
        assertThat(frames.thrower(thrown)).hasValueSatisfying(t -> {
            assertThat(t.plugin()).isEqualTo("org.example.toy 1.2.0");
            assertThat(t.method()).isEqualTo("Loop.spin");
        });
        Throwable around = thrown("the pass failed", thrown, BASE, HOST);
        assertThat(frames.thrower(around))
                .hasValueSatisfying(t -> assertThat(t.what()).isSameAs(thrown));
    }

    @Test
    void whatWeThrowIsOursAlsoWhereAPluginCalledUs() {
        assertThat(frames.thrower(thrown("ours", null, BASE, HOST))).isEmpty();
        assertThat(frames.thrower(thrown("ours", null, BASE, HOST, ENTRY, frame("org.echelle.torch.Kernel", "call"))))
                .isEmpty();
    }

    private static Throwable thrown(String message, Throwable cause, StackTraceElement... fromTheBase) {
        Throwable thrown = new IllegalStateException(message, cause);
        thrown.setStackTrace(stack(fromTheBase));
        return thrown;
    }
}
