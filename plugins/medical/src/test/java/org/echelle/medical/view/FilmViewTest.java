package org.echelle.medical.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.echelle.api.AnnotatedSites;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.echelle.api.Sites;
import org.echelle.medical.Film;
import org.echelle.medical.TestContext;
import org.echelle.medical.subject.ChestUnetKind;
import org.echelle.medical.subject.MedicalSubject;
import org.echelle.medical.subject.SizedOptions;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class FilmViewTest {
    @Test
    void aFilmIsDrawnWithWindowsAHeatMapAndNumbersUnderThePointerWithoutScripts() {
        Path weights = Shared.file("assets/medical/hybridgnet_unet.safetensors");
        try (TestContext context = new TestContext();
                MedicalSubject subject =
                        new ChestUnetKind().open(new SizedOptions(weights, Optional.of(64), List.of()), context)) {
            HookPoint hook = subject.hookPoints().get(4);
            float[] values = new float[16];
            values[6] = 2.5f;
            Film film = Film.of("<b>1", 64, 64, 1, new byte[64 * 64]);
            FilmView view = new FilmView(subject);
            String html = view.draw(
                    film,
                    new SiteActivations(new SampleSites(hook, Sites.grid(0, 4, 4)), values, 5),
                    (extension, content) -> "a." + extension);
            // row 2, column 3 of 4 x 4
            assertThat(html)
                    .contains("peak 2.50 of 5.00, row 2, column 3 of 4 x 4")
                    .contains("title=\"2.50\" style=\"left:50%;top:25%;width:25%;height:25%\"")
                    .contains("value=\"inverted\"")
                    .contains("&lt;b&gt;1")
                    .doesNotContain("<script")
                    .doesNotContain("http");
            assertThat(view.css()).contains("invert(1)");
            BitSet covered = new BitSet();
            covered.set(6);
            String outlined = view.draw(
                    film,
                    new SiteActivations(new SampleSites(hook, Sites.grid(0, 4, 4)), values, 5),
                    new AnnotatedSites("a <lesion>", covered),
                    (extension, content) -> "a." + extension);
            assertThat(outlined).contains("; outlined: a &lt;lesion&gt;");
            assertThat(outlined.split("M2 1H3M2 2H3M2 1V2M3 1V2", -1)).hasSize(5); // two strokes on each of two panes
            assertThat(view.script()).doesNotContain("]]>", "</script", "http:").contains("feComponentTransfer");
        }
    }

    @Test
    void shadesOfACellAreItsMeanAndDeviation() {
        Path weights = Shared.file("assets/medical/hybridgnet_unet.safetensors");
        try (TestContext context = new TestContext();
                MedicalSubject subject =
                        new ChestUnetKind().open(new SizedOptions(weights, Optional.of(64), List.of()), context)) {
            byte[] pixels = new byte[64 * 64];
            java.util.Arrays.fill(pixels, 16 * 64, 24 * 64, (byte) 255); // the upper half of the second row of cells
            float[] found = new FilmShades(subject)
                    .of(
                            Film.of("a", 64, 64, 1, pixels),
                            new SampleSites(subject.hookPoints().get(4), Sites.grid(0, 4, 4)));
            assertThat(found).startsWith(0, 1, 0);
            assertThat(found[3 * 4]).isEqualTo(0.5f);
            assertThat(found[3 * 4 + 1]).isEqualTo(0.5f);
            assertThat(found[3 * 4 + 2]).isEqualTo(0.5f);
        }
    }
}
