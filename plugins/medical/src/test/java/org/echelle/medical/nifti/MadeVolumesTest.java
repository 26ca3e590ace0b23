package org.echelle.medical.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small files written by nibabel, which {@code made/make.py} makes and prints the sums of; and the same files broken. */
class MadeVolumesTest {
    @TempDir
    Path folder;

    static Path made(String name) {
        try {
            return Path.of(MadeVolumesTest.class.getResource("made/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "u1.nii, PSR, b3b327f5e0a7a04da7885161741bac6552b557951c0ef4f584017936708ff7a4, a001fc484490d9dfb52d35f226b2e58f6e1c7929a38c930aa5f12ba2d6e5455b",
        "i1.nii, PSR, ef8e5e9767fb6e0812d9404d7d97eb2a05a903b4281fe971364fb83a372877ab, a1a3de73d1a7dc9cb7f114c4f1ce740a8389627ffdb32aa73fd232cf58617af3",
        "i2.nii, PSR, 1cfe8703ff049b49f7e6e19dee44723aa06375b6631ffb767c097b447b8c72e9, 32d13916e0811042979dd2f5dcb42c659b5ec76bf8ad962064d677bb3a20e113",
        "u2.nii, PSR, 435ec8ff812717ee7f4d8f47d3eead9d86426f74b9406adbbdc7d0cd632bf774, 81b1286c5d03c5d4887e36e63199d14da15ff1364d4ceb1907ba63c53a40b58f",
        "i4.nii, PSR, 88d52715f00c42fae81addae5c5a2f028121b13ad870f9b408d56a4b6bf00dba, 6ca50d0765589e44be7c02449b89cd818f53a33d3534cbde53d2fa1ad6ef0d0f",
        "u4.nii, PSR, e6f3d8374d0b7a807d403704c2cd690789b733c55c1c477aa415c9c8be925ec9, 9c02eb520bbaf78da61df4f674d336e909d868115cb57a9cd00ddaf8c02decd9",
        "i8.nii, PSR, 491d926388b6320b8826430352d09a308a3917b3c7cc7840be870437bb460bad, 322268479437f00fe82a9b7908ca3e04f3bff2d0f91333178b4e93ed2cfc1a0a",
        "u8.nii, PSR, a1c6809402c3139da161bb8821349b1a76ba78a1e521bb72f29e6f898c884da2, a1c6809402c3139da161bb8821349b1a76ba78a1e521bb72f29e6f898c884da2",
        "f4.nii, PSR, c33c42e83feb15240f44f9df04e2c218b25c649659f1295797463c4656ae7c51, bb28c53e69c15db61f145aa950ee2a154de21e4f3d021590484d2b718c94c52c",
        "f8.nii, PSR, 2c7f3a4469ff587c6414f3acc5eced965830339fc3fbadcdd69c29c720322c8c, 2ea40fa2af513a4ba7724e84c37d2f12b2f4b27d06f44713af2b6a4555af0144",
        "pair.img, PSR, 28293193c9e0dca6f36da162504773580d47bd41ea3f931cb3805bf6caad808d, b695cc3b1311ef57297e9cddeb9b67c171550b8cdb2a127c950261c9be845679"
    })
    void everyRealDataTypeInBothByteOrdersEqualsNibabel(String name, String codes, String asWritten, String turned) {
        Volume volume = new NiftiReader().read(made(name));
        assertThat(RealVolumesTest.sha(volume)).isEqualTo(asWritten);
        assertThat(volume.place().orElseThrow().axisCodes()).isEqualTo(codes);
        assertThat(RealVolumesTest.sha(Canonical.of(volume))).isEqualTo(turned);
        assertThat(volume.place().orElseThrow().m())
                .containsExactly(new double[] {0, 0, 2.5, -10, -1.5, 0, 0, 20, 0, 2, 0, 5}, within(1e-6));
    }

    private void refused(byte[] bytes, String name, String... parts) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes);
        assertThatThrownBy(() -> new NiftiReader().read(file))
                .isInstanceOf(ImagingException.class)
                .hasMessageStartingWith(name)
                .hasMessageContainingAll(parts);
    }

    /** A NIfTI-2 file of floats, big endian, whose sform is given. */
    private static byte[] withAffine(double... sform) throws IOException {
        byte[] bytes = Files.readAllBytes(made("f4.nii"));
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < 12; i++) {
            b.putDouble(400 + 8 * i, sform[i]);
        }
        return bytes;
    }

    @Test
    void aBrokenAffineIsTold() throws IOException {
        refused(withAffine(new double[12]), "zero.nii", "The affine is all zero");
        refused(withAffine(1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0), "flat.nii", "cannot be inverted");
        refused(withAffine(1, 0, 0, 0, 0, 1, 0, Double.NaN, 0, 0, 1, 0), "nan.nii", "The affine holds NaN");
    }

    @Test
    void aQuaternionLongerThanOneIsTold() throws IOException {
        byte[] header = Files.readAllBytes(made("pair.hdr"));
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putFloat(256, 1.5f);
        Files.copy(made("pair.img"), folder.resolve("q.img"));
        refused(header, "q.hdr", "Its quaternion (1.5, ", "is longer than 1");
    }

    @Test
    void aVolumeThatTellsNoPlaceHasNone() throws IOException {
        byte[] header = Files.readAllBytes(made("pair.hdr"));
        ByteBuffer.wrap(header).order(ByteOrder.BIG_ENDIAN).putShort(252, (short) 0);
        Files.copy(made("pair.img"), folder.resolve("p.img"));
        Volume volume = new NiftiReader().read(Files.write(folder.resolve("p.hdr"), header));
        assertThat(volume.place()).isEmpty();
        assertThat(volume.spacing().column()).isCloseTo(1.5, within(1e-6));
        assertThatThrownBy(() -> Canonical.of(volume)).hasMessageContaining("does not tell where it lies");
    }

    @Test
    void truncatedFilesAreTold() throws IOException {
        byte[] sound = Files.readAllBytes(made("f4.nii"));
        refused(Arrays.copyOf(sound, sound.length - 1), "t.nii", "The file is truncated: it ends in slice 2 of 2");
        refused(Arrays.copyOf(sound, 400), "h.nii", "its header has 400 of 540 bytes");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(sound);
        }
        byte[] packed = out.toByteArray();
        assertThat(RealVolumesTest.sha(new NiftiReader().read(Files.write(folder.resolve("s.nii.gz"), packed))))
                .isEqualTo(RealVolumesTest.sha(new NiftiReader().read(made("f4.nii"))));
        refused(Arrays.copyOf(packed, packed.length / 2), "t.nii.gz", "truncated");
    }

    @Test
    void aPairWithoutItsValuesIsTold() throws IOException {
        refused(
                Files.readAllBytes(made("pair.hdr")),
                "alone.hdr",
                "file .img of their own, and there is none beside it");
    }

    @Test
    void complexNumbersAreTold() throws IOException {
        byte[] bytes = Files.readAllBytes(made("f4.nii"));
        ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).putShort(12, (short) 32);
        refused(bytes, "c.nii", "data type 32 (complex numbers)", "convert it to float32");
    }
}
