package org.echelle.diffusion.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.echelle.api.Axis;
import org.echelle.api.HookPoint;
import org.echelle.api.SampleSites;
import org.echelle.api.SiteActivations;
import org.junit.jupiter.api.Test;

class TimeMapTest {
    private static final HookPoint HOOK = new HookPoint(
            "block",
            4,
            HookPoint.Layout.WIDTH_LAST,
            List.of(new Axis("timestep", 1000), new Axis("branch", 2), new Axis("y", 2), new Axis("x", 2)),
            "a block");

    /** Two timesteps, two branches of one place, a token without a place. */
    private static TimeMap map(float... values) {
        int[][] coordinates = {
            {900, 900, 100, 100}, {1, 0, 1, 1}, {1, 1, 0, -1}, {0, 0, 1, -1},
        };
        return new TimeMap(2, 2, new SiteActivations(new SampleSites(HOOK, coordinates), values, 4));
    }

    @Test
    void thePeakIsTheLargestPlacedActivationOfAnyBranch() {
        TimeMap map = map(1, 3, 2, 0.5f);
        assertThat(map.active()).isTrue();
        assertThat(map.peak()).isEqualTo(3);
        assertThat(map.peakTime()).isEqualTo(900);
        assertThat(new int[] {map.peakRow(), map.peakColumn()}).containsExactly(1, 0);
        assertThat(map.elsewhere()).isEqualTo(0.5f);
        assertThat(map.times()).containsExactly(900, 100);
    }

    @Test
    void aSilentFeatureIsNotActive() {
        assertThat(map(0, 0, 0, 0).active()).isFalse();
    }

    @Test
    void theStripHasAMapATimestepAndAColumnBetweenThem() throws IOException {
        BufferedImage strip =
                ImageIO.read(new ByteArrayInputStream(map(1, 3, 2, 0).strip()));
        assertThat(strip.getWidth()).isEqualTo(5);
        assertThat(strip.getHeight()).isEqualTo(2);
        assertThat(strip.getRGB(0, 1)).as("the peak").isNotEqualTo(strip.getRGB(1, 1));
        assertThat(strip.getRGB(2, 0) >>> 24).as("clear").isZero();
        assertThat(strip.getRGB(4, 0)).as("the later timestep").isNotEqualTo(strip.getRGB(3, 0));
    }
}
