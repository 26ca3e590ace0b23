package org.echelle.torchscript.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.HookPoint;
import org.echelle.api.Subject;
import org.echelle.testkit.OpenedContext;
import org.echelle.torchscript.Listener;
import org.echelle.torchscript.ScriptException;
import org.junit.jupiter.api.Test;

/** What is told of hook points that nobody described. */
class DefaultLayoutTest {
    private static Subject open(ArchiveOptions options) {
        return new ArchiveKind().open(options, OpenedContext.withoutEngine());
    }

    private static HookPoint hook(Subject subject, String name) {
        return subject.hookPoints().stream()
                .filter(h -> h.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatAConvolutionMadeKeepsItsWidthBehindTheBatch() {
        try (Subject subject = open(Listener.options(Listener.FOLDER.resolve("traces.npy"), Map.of()))) {
            for (String name : List.of("inlet", "blocks.0:in", "blocks.0.norm", "blocks.0.conv", "blocks.1")) {
                HookPoint hook = hook(subject, name);
                assertThat(hook.width()).as(name).isEqualTo(16);
                assertThat(hook.layout()).as(name).isEqualTo(HookPoint.Layout.WIDTH_SECOND);
                assertThat(hook.axes()).as(name).hasSize(1);
            }
            assertThat(hook(subject, "head:in").axes()).isEmpty();
            assertThat(((ExampleShapes) subject).extents("blocks.1")).containsExactly(64);
            assertThat(((ExampleShapes) subject).input()).containsExactly(64);
        }
    }

    @Test
    void whatIsWrittenCountsBeforeWhatIsGuessed() {
        ArchiveOptions.Place place =
                new ArchiveOptions.Place(List.of("time"), Optional.of(ArchiveOptions.Width.LAST), "");
        Path traces = Listener.FOLDER.resolve("traces.npy");
        try (Subject subject = open(Listener.options(traces, Map.of("blocks.*", place)))) {
            assertThat(hook(subject, "blocks.1").width()).isEqualTo(64);
            assertThat(hook(subject, "blocks.1").axes().get(0).name()).isEqualTo("time");
        }
        ArchiveOptions.Place two = new ArchiveOptions.Place(List.of("y", "x"), Optional.empty(), "");
        assertThatThrownBy(() -> open(Listener.options(traces, Map.of("blocks.1", two))))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("The hook point blocks.1 has 1 dimensions beside batch and width");
    }

    @Test
    void anInputThatDoesNotFitIsToldInOneSentence() {
        ArchiveOptions fitting = Listener.options(Path.of("none.npy"), Map.of());
        ArchiveOptions map = new ArchiveOptions(
                fitting.weights(),
                Optional.empty(),
                List.of(8, 8),
                fitting.method(),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                false);
        assertThatThrownBy(() -> open(map))
                .isInstanceOf(ScriptException.class)
                .hasMessageContaining("An input of the shape [8, 8] cannot go through the archive")
                .hasMessageContaining("got input of size: [1, 1, 8, 8] (line ")
                .hasMessageContaining("subject.shape")
                .hasMessageNotContaining("\n");
    }
}
