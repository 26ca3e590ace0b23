package org.echelle.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleNamesTest {
    private final SampleNames names = new SampleNames(List.of("cats/1.png", "cats/2.png", "dogs/2.png", "dogs/3.jpg"));

    @Test
    void aSampleIsFoundByPathByFileNameAndWithoutItsEnding() {
        assertThat(names.find("dogs/2.png")).isEqualTo(2);
        assertThat(names.find("./dogs/2.png")).isEqualTo(2);
        assertThat(names.find(" dogs\\2.png ")).isEqualTo(2);
        assertThat(names.find("/elsewhere/1.png")).isEqualTo(0);
        assertThat(names.find("3")).isEqualTo(3);
        assertThat(names.find("3.dcm")).as("another file of that stem").isEqualTo(3);
    }

    @Test
    void aNameOfSeveralSamplesOrOfNoneIsNotGuessed() {
        assertThat(names.find("2.png")).isEqualTo(-1);
        assertThat(names.find("2")).isEqualTo(-1);
        assertThat(names.find("4")).isEqualTo(-1);
    }
}
