package org.echelle.medical.nifti;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.echelle.medical.images.Volume;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Volumes of real files beside nibabel 5.0.0.
 *
 * <p>Sums: {@code sha256(np.asarray(img.dataobj).reshape(-1, order='F').astype('<f4').tobytes())}, of the image as it is and of {@code
 * nib.as_closest_canonical(img)}.
 */
class RealVolumesTest {
    @ParameterizedTest
    @CsvSource({
        "anatomical.nii, 33, 41, 25, 1, a30adcd615b9289f8b101b2c59c29e891540bfb5ee23c2270aba9c39481f102f,"
                + " 243be5a5fa01ba8d3f5144958fde2418fb65e32593bef6f42e6e124eec0108f2",
        "example4d.nii.gz, 128, 96, 24, 2, 80fa66eb36babd728c4d6c4b3356952c77fe3b4e775f666374f40911215254ee,"
                + " d4bff61c37cfe9d60d019c2f514b63d08b78aa86f3ca88ce95139eb38fe20f51",
        "functional.nii, 17, 21, 3, 20, 0464ab605a2a3e72cefa2f43448927662e573cab8aeaa9f2abc1a954ce88fa5e,"
                + " 0c0b2528b74e325232dac9488f1e2cdd1f28cac6d11abb0d4313596f43505454"
    })
    void everyVoxelEqualsNibabelAsWrittenAndTurnedToRas(
            String name, int columns, int rows, int slices, int times, String asWritten, String turned) {
        Volume volume = new NiftiReader().read(Shared.file("assets/medical/nifti/" + name));
        assertThat(volume.columns()).isEqualTo(columns);
        assertThat(volume.rows()).isEqualTo(rows);
        assertThat(volume.slices()).isEqualTo(slices);
        assertThat(volume.times()).isEqualTo(times);
        assertThat(sha(volume)).isEqualTo(asWritten);
        assertThat(volume.place().orElseThrow().axisCodes()).isEqualTo("LAS");
        Volume canonical = Canonical.of(volume);
        assertThat(sha(canonical)).isEqualTo(turned);
        assertThat(canonical.place().orElseThrow().axisCodes()).isEqualTo("RAS");
    }

    @Test
    void theAffineIsTheSformAsNibabelTakesIt() {
        Volume volume = new NiftiReader().read(Shared.file("assets/medical/nifti/example4d.nii.gz"));
        double[] m = volume.place().orElseThrow().m();
        double[] nibabel = {
            -2,
            6.71471565e-19,
            9.08102451e-18,
            117.855103,
            -6.71471565e-19,
            1.97371149,
            -0.355528235,
            -35.7229424,
            8.25548089e-18,
            0.323207617,
            2.17108178,
            -7.24879837
        };
        assertThat(m).containsExactly(nibabel, within(1e-6));
        assertThat(Canonical.of(volume).place().orElseThrow().m()[3]).isCloseTo(-136.1448974609375, within(1e-6));
        assertThat(volume.spacing().slice()).isCloseTo(2.2, within(1e-5));
    }

    static String sha(Volume volume) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (float[] frame : volume.frames()) {
                ByteBuffer b = ByteBuffer.allocate(4 * frame.length).order(ByteOrder.LITTLE_ENDIAN);
                b.asFloatBuffer().put(frame);
                digest.update(b.array());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
