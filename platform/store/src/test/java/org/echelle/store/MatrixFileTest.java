package org.echelle.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.echelle.torch.ElementType;
import org.echelle.torch.HostTensor;
import org.echelle.torch.SafetensorsWriter;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixFileTest {
    private static final float[][] EXPECTED = {{0, 1, 2}, {3, 4, 5}};

    @TempDir
    Path folder;

    private static byte[] npy(int version, String descr, boolean fortran, String shape, byte[] data) {
        String text = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': ("
                + shape + "), }";
        int lengthBytes = version == 1 ? 2 : 4;
        int length = (8 + lengthBytes + text.length() + 1 + 63) / 64 * 64 - 8 - lengthBytes;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        for (int i = 0; i < lengthBytes; i++) {
            out.write(length >>> (8 * i));
        }
        out.writeBytes((text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(data);
        return out.toByteArray();
    }

    /** 0 to 5, row by row or column by column. */
    private static byte[] data(String descr, boolean fortran) {
        int bytes = Integer.parseInt(descr.substring(2));
        ByteBuffer out = ByteBuffer.allocate(6 * bytes)
                .order(descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int[] values = fortran ? new int[] {0, 3, 1, 4, 2, 5} : new int[] {0, 1, 2, 3, 4, 5};
        short[] halves = {0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500};
        for (int v : values) {
            switch (descr.substring(1)) {
                case "f2" -> out.putShort(halves[v]);
                case "f4" -> out.putFloat(v);
                case "f8" -> out.putDouble(v);
                case "i1", "u1" -> out.put((byte) v);
                case "i2", "u2" -> out.putShort((short) v);
                case "i4", "u4" -> out.putInt(v);
                default -> out.putLong(v);
            }
        }
        return out.array();
    }

    @ParameterizedTest
    @CsvSource({
        "1,<f4,false",
        "1,<f2,false",
        "2,<f8,false",
        "3,>f4,false",
        "1,>f8,true",
        "1,<f4,true",
        "1,|i1,false",
        "1,<i2,false",
        "1,>i4,true",
        "1,<i8,false",
        "1,|u1,true",
        "1,<u2,false",
        "1,<u4,false",
        "1,<u8,false",
        "2,>f2,true"
    })
    void everyNumPyTypeAndOrderIsRead(int version, String descr, boolean fortran) throws IOException {
        Path file = folder.resolve("m.npy");
        Files.write(file, npy(version, descr, fortran, "2, 3", data(descr, fortran)));
        Rows rows = Rows.all(RowSource.open(file), ReadOrder.sequential());
        assertThat(rows.values()).isDeepEqualTo(EXPECTED);
        assertThat(rows.coordinates()[0]).containsExactly(0, 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOnlyMatrixOfAnArchiveOrTheNamedOneIsRead(boolean stored) throws IOException {
        Path file = folder.resolve("m.npz");
        byte[] matrix = npy(1, "<f4", false, "2, 3", data("<f4", false));
        byte[] vector = npy(1, "<f4", false, "6,", data("<f4", false));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            add(zip, "labels.npy", vector, stored);
            add(zip, "x.npy", matrix, stored);
            add(zip, "objects.npy", npy(1, "|O", false, "2, 3", new byte[8]), stored);
        }
        assertThat(Rows.all(RowSource.open(file), ReadOrder.shuffled(1, 4)).rows())
                .isEqualTo(2);
        assertThat(Rows.all(MatrixFile.open(file, Optional.of("x")), ReadOrder.sequential())
                        .values())
                .isDeepEqualTo(EXPECTED);
        assertThatThrownBy(() -> MatrixFile.open(file, Optional.of("labels"))).hasMessageContaining("[6]");
        assertThatThrownBy(() -> MatrixFile.open(file, Optional.of("objects"))).hasMessageContaining("Python objects");
        assertThatThrownBy(() -> MatrixFile.open(file, Optional.of("none"))).hasMessageContaining("labels, x, objects");
    }

    private static void add(ZipOutputStream zip, String name, byte[] bytes, boolean stored) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        if (stored) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<f4|6,|a matrix",
                "O|2, 3|Python objects",
                "<M8|2, 3|no number",
                "<f4|0, 3|holds no values",
                "<f4|2, x|header cannot be read",
                "<f4|200, 3|cut short",
                "<f4|9223372036854775807, 9|more elements than can be counted"
            })
    void whatCannotBeReadIsSaid(String descr, String shape, String message) throws IOException {
        Path file = folder.resolve("m.npy");
        Files.write(file, npy(1, descr, false, shape, data("<f4", false)));
        assertThatThrownBy(() -> RowSource.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("m.npy");
    }

    @Test
    void aValueThatIsNotFiniteNamesItsRow() {
        Path file = folder.resolve("m.safetensors");
        float[] values = {0, 1, 2, 3, Float.POSITIVE_INFINITY, 5};
        SafetensorsWriter.write(file, Map.of("m", HostTensor.ofFloats(values, 3, 2)), Map.of());
        assertThatThrownBy(() -> Rows.all(RowSource.open(file), ReadOrder.sequential()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Row 2 ");
    }

    @Test
    void coordinatesInASafetensorsFileAreAxes() {
        Path file = folder.resolve("m.safetensors");
        SafetensorsWriter.write(
                file,
                Map.of(
                        "activations", HostTensor.ofFloats(new float[] {0, 1, 2, 3, 4, 5}, 2, 3),
                        "other", HostTensor.ofFloats(new float[4], 2, 2),
                        "x", HostTensor.ofLongs(new long[] {5, -1}, 2),
                        "sample", HostTensor.ofInts(new int[] {7, 7}, 2)),
                Map.of());
        RowSource source = RowSource.open(file);
        assertThat(source.axes()).containsExactly("sample", "x");
        Rows rows = Rows.all(source, ReadOrder.sequential());
        assertThat(rows.values()).isDeepEqualTo(EXPECTED);
        assertThat(rows.coordinates()).isDeepEqualTo(new int[][] {{7, 7}, {5, -1}});
        assertThat(MatrixFile.open(file, Optional.of("other")).width()).isEqualTo(2);
    }

    @Test
    void rowsWrittenToOneFileComeBack() {
        Rows rows = Rows.random(9, 300, 11);
        ActivationStore store = rows.store(folder.resolve("store"), ElementType.F32, 2000);
        Path file = folder.resolve("one.safetensors");
        MatrixFile.write(store, file, ElementType.BF16);
        Rows back = Rows.all(RowSource.open(file), ReadOrder.sequential());
        assertThat(back.values()).isDeepEqualTo(rows.values());
        assertThat(back.coordinates()).isDeepEqualTo(rows.coordinates());
    }

    @Test
    void filesOfOtherKindsAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
        assertThatThrownBy(() -> RowSource.open(text)).hasMessageContaining("none of .npy");
        assertThatThrownBy(() -> RowSource.open(folder.resolve("absent.npy"))).hasMessageContaining("does not exist");
        Path zip = Files.writeString(folder.resolve("a.npz"), "hello");
        assertThatThrownBy(() -> RowSource.open(zip)).isInstanceOf(StoreException.class);
    }

    /** NumPy itself, where there is one, writes what we read and reads what we write. */
    @Test
    void numPyAgrees() throws IOException, InterruptedException {
        Assumptions.assumeTrue(python("import numpy") == 0, "no python3 with NumPy here");
        Path f = folder.toAbsolutePath();
        assertThat(python("import numpy as n; a=n.arange(6,dtype='f4').reshape(2,3); n.save(r'" + f + "/c.npy',a);"
                        + "n.save(r'" + f + "/f.npy',n.asfortranarray(a.astype('>f2')));"
                        + "n.savez_compressed(r'" + f + "/z.npz',a=a,b=a[0])"))
                .isZero();
        for (String name : new String[] {"c.npy", "f.npy", "z.npz"}) {
            assertThat(Rows.all(RowSource.open(folder.resolve(name)), ReadOrder.sequential())
                            .values())
                    .as(name)
                    .isDeepEqualTo(EXPECTED);
        }
        RowSource source = RowSource.of(EXPECTED);
        MatrixFile.write(source, folder.resolve("w.safetensors"), ElementType.F16);
        assertThat(python("import json,struct,numpy as n; b=open(r'" + f + "/w.safetensors','rb').read();"
                        + "k=struct.unpack('<Q',b[:8])[0]; h=json.loads(b[8:8+k]); e=h['activations'];"
                        + "o=e['data_offsets']; assert e['dtype']=='F16'; d=b[8+k:];"
                        + "x=n.frombuffer(d[o[0]:o[1]],'<f2').reshape(e['shape']); assert (x==n.arange(6).reshape(2,3)).all();"
                        + "s=h['sample']['data_offsets']; assert s[1]==len(d); assert s[0]%4==0;"
                        + "assert list(n.frombuffer(d[s[0]:s[1]],'<i4'))==[0,1]"))
                .isZero();
    }

    private static int python(String program) throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", program)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }
}
