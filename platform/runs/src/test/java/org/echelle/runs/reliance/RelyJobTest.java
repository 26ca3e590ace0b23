package org.echelle.runs.reliance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RelyJobTest {
    @Test
    void aConceptCalledLikeTheOutputIsItsTruthWhateverItsCapitals() {
        assertThat(RelyJob.same("finding/pneumonia", "pneumonia")).isTrue();
        assertThat(RelyJob.same("finding/pneumonia", "Pneumonia/present")).isTrue();
        assertThat(RelyJob.same("finding/Lung Lesion", "lung lesion/present")).isTrue();
        assertThat(RelyJob.same("shape/circle", "shape/circle")).isTrue();
        assertThat(RelyJob.same("finding/normal", "Pneumonia/present")).isFalse();
        assertThat(RelyJob.same("finding/lung", "Lung Lesion/present")).isFalse();
    }
}
