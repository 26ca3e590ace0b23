package org.echelle.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
    private static BufferedImage read(byte[] png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    private static int[] noise(int pixels) {
        Random random = new Random(1);
        int[] argb = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            argb[i] = random.nextInt();
        }
        return argb;
    }

    @Test
    void everyWayOfWritingKeepsEveryPixelAndItsTransparency() throws IOException {
        int[] argb = noise(97 * 61);

        for (byte[] png : new byte[][] {Png.of(97, 61, argb), Png.tiny(97, 61, argb)}) {
            BufferedImage image = read(png);
            assertThat(image.getRGB(0, 0, 97, 61, null, 0, 97)).isEqualTo(argb);
        }
    }

    @Test
    void greyAndColourAreWrittenAsTheyAre() throws IOException {
        byte[] grey = {0, 1, 127, (byte) 128, (byte) 254, (byte) 255};
        byte[] colour = {1, 2, 3, (byte) 200, (byte) 201, (byte) 202};

        BufferedImage one = read(Png.of(3, 2, 1, grey));
        BufferedImage three = read(Png.of(1, 2, 3, colour));

        assertThat((byte[]) one.getRaster().getDataElements(0, 0, 3, 2, null)).isEqualTo(grey);
        assertThat(three.getRGB(0, 0)).isEqualTo(0xff010203);
        assertThat(three.getRGB(0, 1)).isEqualTo(0xffc8c9ca);
    }

    @Test
    void anAddressHoldsTheFileItself() {
        byte[] png = Png.tiny(1, 1, new int[] {0x80ff0000});

        String uri = Png.dataUri(png);

        assertThat(uri).startsWith("data:image/png;base64,");
        assertThat(Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1)))
                .isEqualTo(png);
    }
}
