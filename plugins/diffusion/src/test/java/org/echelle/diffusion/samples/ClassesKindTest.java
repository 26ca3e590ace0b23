package org.echelle.diffusion.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.echelle.api.SampleSource;
import org.echelle.diffusion.DiffusionException;
import org.junit.jupiter.api.Test;

class ClassesKindTest {
    @Test
    void everyClassStartsFromTheSameNoiseAndASeedIsAGroup() {
        try (SampleSource source = new ClassesKind().open(new ClassesOptions(List.of("a", "b"), 3, 40), null)) {
            assertThat(source.size()).isEqualTo(6);
            assertThat(source.groupedBy()).isEqualTo("seed");
            for (int i = 0; i < 6; i++) {
                MadeSample sample = (MadeSample) source.load(i);
                assertThat(sample.condition()).isEqualTo(i % 2 == 0 ? "a" : "b");
                assertThat(sample.seed()).isEqualTo(40 + i / 2);
                assertThat(source.group(i)).isEqualTo(Long.toString(40 + i / 2));
                assertThat(sample.id()).isEqualTo(source.id(i));
            }
        }
    }

    @Test
    void withoutClassesThereAreSeedsAlone() {
        try (SampleSource source = new ClassesKind().open(new ClassesOptions(List.of(), 2, 0), null)) {
            assertThat(source.id(1)).isEqualTo("00001");
            assertThat(((MadeSample) source.load(1)).condition()).isEmpty();
        }
    }

    @Test
    void noSamplesAndClassesNamedTwiceAreRefused() {
        ClassesKind kind = new ClassesKind();
        assertThatThrownBy(() -> kind.open(new ClassesOptions(List.of("a"), 0, 0), null))
                .isInstanceOf(DiffusionException.class)
                .hasMessageContaining("at least one sample");
        assertThatThrownBy(() -> kind.open(new ClassesOptions(List.of("a", "a"), 1, 0), null))
                .hasMessageContaining("names a class twice");
    }
}
