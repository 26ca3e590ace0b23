package org.echelle.vision;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.echelle.api.SiteActivations;
import org.echelle.api.ViewAssets;
import org.junit.jupiter.api.Test;

class VisionViewTest {
    private final List<byte[]> kept = new ArrayList<>();
    private final ViewAssets assets = (extension, content) -> {
        kept.add(content);
        return "assets/" + kept.size() + "." + extension;
    };

    private static VisionView view(FakeSubject subject) {
        return new VisionView(subject, VisionLimits.DEFAULT);
    }

    private static ImageSample picture(int width, int height, int channels) {
        byte[] pixels = new byte[width * height * channels];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 7);
        }
        return new ImageSample("cats & <dogs>/\"1\".png", width, height, channels, pixels);
    }

    @Test
    void aPictureIsKeptAsItIs() throws IOException {
        ImageSample colour = picture(5, 3, 3);
        String html = view(new FakeSubject(32, 4, 4)).draw(colour, assets);
        assertThat(html)
                .contains("src=\"assets/1.png\"")
                .contains("ev-small")
                .contains("cats &amp; &lt;dogs&gt;/&quot;1&quot;.png");
        BufferedImage back = ImageIO.read(new ByteArrayInputStream(kept.get(0)));
        assertThat(back.getRGB(2, 1) & 0xff).isEqualTo(colour.pixels()[(5 + 2) * 3 + 2] & 0xff);
        view(new FakeSubject(32, 4, 4)).draw(picture(4, 4, 1), assets);
        BufferedImage grey = ImageIO.read(new ByteArrayInputStream(kept.get(1)));
        assertThat(grey.getRaster().getSample(3, 0, 0)).isEqualTo(21);
    }

    @Test
    void aLargePictureIsReduced() throws IOException {
        view(new FakeSubject(32, 4, 4)).draw(picture(1000, 500, 3), assets);
        BufferedImage back = ImageIO.read(new ByteArrayInputStream(kept.get(0)));
        assertThat(back.getWidth()).isEqualTo(320);
        assertThat(back.getHeight()).isEqualTo(160);
    }

    @Test
    void theHeatMapLiesOverTheCropAndMarksItsPeak() throws IOException {
        FakeSubject subject = new FakeSubject(32, 2, 2);
        float[] values = {0.5f, 0, 2, 1, 0}; // class token, then the quarters
        String html = view(subject).draw(picture(200, 100, 3), new SiteActivations(subject.sites(), values, 4), assets);
        assertThat(html)
                .contains("left:25%;top:0%;width:50%;height:100%") // the middle of a wide picture
                .contains("left:50%;top:0%;width:25%;height:50%") // upper right quarter of the crop
                .contains("peak 2.00, row 1, column 2; class token 0.500")
                .doesNotContain("script");
        Matcher uri = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(html);
        assertThat(uri.find()).isTrue();
        BufferedImage heat =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(uri.group(1))));
        assertThat(heat.getWidth()).isEqualTo(2);
        assertThat(heat.getRGB(0, 0) >>> 24).isZero();
        assertThat(heat.getRGB(1, 0) >>> 24).isEqualTo(Math.round(230 * 0.5f));
        assertThat(heat.getRGB(0, 1) >>> 24).isEqualTo(Math.round(230 * 0.25f));
        assertThat(kept).hasSize(2).allMatch(same -> Arrays.equals(same, kept.get(0))); // the picture, twice
    }

    @Test
    void aSilentFeatureLeavesThePicturePlain() {
        FakeSubject subject = new FakeSubject(32, 2, 2);
        String html =
                view(subject).draw(picture(10, 10, 1), new SiteActivations(subject.sites(), new float[5], 3), assets);
        assertThat(html).contains("silent").doesNotContain("data:image").doesNotContain("ev-peak");
    }
}
