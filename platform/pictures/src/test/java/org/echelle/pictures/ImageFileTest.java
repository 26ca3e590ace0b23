package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.echelle.api.BadSampleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
    private static byte[] noise(String format) throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, random.nextInt());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
    void aPictureCutShortIsABadSample(String format) throws IOException {
        byte[] whole = noise(format);
        assertThat(ImageFile.decode("whole", whole, 10_000, "").getWidth()).isEqualTo(64);
        for (double share : new double[] {0, 0.001, 0.02, 0.3, 0.6, 0.9}) {
            byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));
            assertThatThrownBy(() -> ImageFile.decode("cats/7." + format, cut, 10_000, ""))
                    .as("%s at %s", format, share)
                    .isInstanceOf(BadSampleException.class)
                    .hasMessageContaining("cats/7." + format);
        }
    }

    @Test
    void theLimitIsToldAndHoldsBeforeAnyPixelIsRead() throws IOException {
        byte[] png = noise("png");
        byte[] head = Arrays.copyOf(png, 40); // the header tells the size; there are no pixels
        assertThatThrownBy(() -> ImageFile.decode("big", head, 64 * 64 - 1, "the 4095 that are read"))
                .isInstanceOf(BadSampleException.class)
                .hasMessage("The picture big has 64 x 64 pixels, more than the 4095 that are read.");
    }

    @Test
    void picturesAreWhoTheirNamesAndBytesSayTheyAre() throws Exception {
        Map<String, byte[]> files = Map.of("a", new byte[] {1, 2}, "b", new byte[] {3});
        EncodedPictures both = new EncodedPictures("picture", "a map", List.of("b", "a"), files::get);

        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (String name : List.of("b", "a")) {
            expected.update((name + (char) 0).getBytes(StandardCharsets.UTF_8));
            expected.update(MessageDigest.getInstance("SHA-256").digest(files.get(name)));
        }
        assertThat(both.fingerprint()).isEqualTo(HexFormat.of().formatHex(expected.digest()));
        assertThat(both.read(1)).containsExactly(1, 2);
    }

    @Test
    void aPictureThatCannotBeReadIsToldByNameAndPlace() {
        EncodedPictures gone = new EncodedPictures("film", "/films", List.of("x.png"), name -> {
            throw new FileNotFoundException("gone");
        });

        assertThatThrownBy(() -> gone.read(0))
                .isInstanceOf(BadSampleException.class)
                .hasMessage("The film x.png in /films cannot be read: gone.");
        assertThatThrownBy(gone::fingerprint)
                .isInstanceOf(PicturesException.class)
                .hasMessage("The film x.png in /films cannot be read: gone.");
    }
}
