package org.echelle.vision.pictures;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionException;

/** CIFAR records, read from disk one by one. */
final class CifarSource implements LabelledSource {
    static final int EDGE = 32;
    static final int PIXELS = 3 * EDGE * EDGE;
    private static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final List<Path> files;
    private final List<FileChannel> channels = new ArrayList<>();
    private final int labelBytes;
    private final int[] fileOf;
    private final int[] recordOf;
    private final List<LabelSet> labelSets = new ArrayList<>();
    private String fingerprint;

    CifarSource(List<Path> files, int labelBytes, CifarOptions options) {
        this.files = files;
        this.labelBytes = labelBytes;
        boolean opened = false;
        try {
            int record = PIXELS + labelBytes;
            int[] ends = new int[files.size()];
            int total = 0;
            for (int f = 0; f < ends.length; f++) {
                channels.add(FileChannel.open(files.get(f), StandardOpenOption.READ));
                total += (int) (channels.get(f).size() / record);
                ends[f] = total;
            }
            int[] chosen = Selection.of(total, options.limit(), options.seed());
            fileOf = new int[chosen.length];
            recordOf = new int[chosen.length];
            for (int i = 0; i < chosen.length; i++) {
                int f = 0;
                while (chosen[i] >= ends[f]) {
                    f++;
                }
                fileOf[i] = f;
                recordOf[i] = chosen[i] - (f == 0 ? 0 : ends[f - 1]);
            }
            readLabels();
            opened = true;
        } catch (IOException e) {
            throw new VisionException("The CIFAR files cannot be read: " + e.getMessage() + ".", e);
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private void readLabels() throws IOException {
        Path folder = files.get(0).toAbsolutePath().getParent();
        String[] groups = labelBytes == 1 ? new String[] {"class"} : new String[] {"superclass", "class"};
        String[] lists = labelBytes == 1
                ? new String[] {"batches.meta.txt"}
                : new String[] {"coarse_label_names.txt", "fine_label_names.txt"};
        int[][] values = new int[labelBytes][size()];
        for (int i = 0; i < size(); i++) {
            byte[] head = read(i, 0, labelBytes);
            for (int b = 0; b < labelBytes; b++) {
                values[b][i] = head[b] & 0xff;
            }
        }
        for (int b = 0; b < labelBytes; b++) {
            int most = IntStream.of(values[b]).max().orElse(0);
            labelSets.add(new LabelSet(groups[b], names(folder.resolve(lists[b]), most), values[b]));
        }
    }

    private List<String> names(Path list, int most) throws IOException {
        List<String> names = Files.isRegularFile(list)
                ? Files.readAllLines(list).stream()
                        .map(String::strip)
                        .filter(s -> !s.isEmpty())
                        .toList()
                : labelBytes == 1 ? CIFAR10 : List.of();
        return names.size() > most
                ? names
                : IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList();
    }

    private byte[] read(int index, int from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        long at = (long) recordOf[index] * (PIXELS + labelBytes) + from;
        while (bytes.hasRemaining()) {
            int n = channels.get(fileOf[index]).read(bytes, at + bytes.position());
            if (n < 0) {
                throw new EOFException("the file ended early");
            }
        }
        return bytes.array();
    }

    @Override
    public int size() {
        return recordOf.length;
    }

    @Override
    public String id(int index) {
        return files.get(fileOf[index]).getFileName() + "/" + String.format("%05d", recordOf[index]);
    }

    @Override
    public List<LabelSet> labelSets() {
        return labelSets;
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = Digests.sha256();
            for (int i = 0; i < size(); i++) {
                try {
                    digest.update(id(i).getBytes(StandardCharsets.UTF_8));
                    digest.update(read(i, 0, PIXELS + labelBytes));
                } catch (IOException e) {
                    throw new VisionException(
                            "The CIFAR record " + id(i) + " cannot be read: " + e.getMessage() + ".", e);
                }
            }
            fingerprint = Digests.hex(digest);
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        byte[] planes;
        try {
            planes = read(index, labelBytes, PIXELS);
        } catch (IOException e) {
            throw new BadSampleException(
                    "The CIFAR record " + id(index) + " cannot be read: " + e.getMessage() + ".", e);
        }
        byte[] pixels = new byte[PIXELS];
        int area = EDGE * EDGE;
        for (int p = 0; p < area; p++) {
            for (int c = 0; c < 3; c++) {
                pixels[p * 3 + c] = planes[c * area + p];
            }
        }
        return new ImageSample(id(index), EDGE, EDGE, 3, pixels);
    }

    @Override
    public void close() {
        IOException failure = null;
        for (FileChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new VisionException("A CIFAR file cannot be closed: " + failure.getMessage() + ".", failure);
        }
    }
}
