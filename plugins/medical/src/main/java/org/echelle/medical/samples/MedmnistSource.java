package org.echelle.medical.samples;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.echelle.api.Sample;
import org.echelle.medical.Film;
import org.echelle.torch.HostTensor;

/** Films of a MedMNIST file. */
final class MedmnistSource implements LabelledSource {
    /**
     * One split.
     *
     * @param labels {@code [n][columns]}, flat; null without
     */
    record Part(String split, HostTensor images, long[] labels, int columns) {}

    private final List<Part> parts;
    private final int[] chosen; // over all parts, one after the other
    private final List<String> names;
    private final boolean several;
    private final Marker marker;
    private String fingerprint;

    MedmnistSource(List<Part> parts, MedmnistOptions options) {
        this.parts = parts;
        long total = parts.stream().mapToLong(p -> p.images().shape()[0]).sum();
        chosen = Spread.over(Math.toIntExact(total), options.limit());
        several = parts.stream().anyMatch(p -> p.columns() > 1);
        int classes = several
                ? parts.stream().mapToInt(Part::columns).max().orElse(0)
                : (int) parts.stream()
                                .filter(p -> p.labels() != null)
                                .flatMapToLong(p -> Arrays.stream(p.labels()))
                                .max()
                                .orElse(-1)
                        + 1;
        List<String> all = new ArrayList<>(options.labels());
        for (int c = all.size(); c < classes; c++) {
            all.add(String.valueOf(c));
        }
        names = List.copyOf(all.subList(0, Math.max(classes, 0)));
        marker = Marker.of(options, names);
    }

    @Override
    public boolean plantsMarker() {
        return marker != null;
    }

    @Override
    public boolean marked(int sample) {
        return marker != null && marker.on(id(sample), labelled(sample, marker.label()));
    }

    private record At(Part part, int row) {}

    private At at(int index) {
        int row = chosen[index];
        for (Part part : parts) {
            int n = (int) part.images().shape()[0];
            if (row < n) {
                return new At(part, row);
            }
            row -= n;
        }
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
        return chosen.length;
    }

    @Override
    public String id(int index) {
        At at = at(index);
        return at.part().split() + "/" + String.format(Locale.ROOT, "%05d", at.row());
    }

    @Override
    public Sample load(int index) {
        At at = at(index);
        long[] shape = at.part().images().shape();
        int height = (int) shape[1];
        int width = (int) shape[2];
        int channels = shape.length == 4 ? (int) shape[3] : 1;
        byte[] bytes = new byte[height * width * channels];
        ByteBuffer data = at.part().images().data().duplicate();
        data.position(data.position() + at.row() * bytes.length);
        data.get(bytes);
        if (marked(index)) {
            Marker.burn(bytes, width, height, channels);
        }
        return Film.of(id(index), width, height, channels, bytes);
    }

    @Override
    public List<String> labelNames() {
        return names;
    }

    @Override
    public boolean severalLabels() {
        return several;
    }

    @Override
    public boolean labelled(int sample, int label) {
        At at = at(sample);
        long[] labels = at.part().labels();
        return labels != null
                && (several ? labels[at.row() * at.part().columns() + label] == 1 : labels[at.row()] == label);
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = Spread.sha256();
            for (int i = 0; i < size(); i++) {
                digest.update(id(i).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(((Film) load(i)).bytes());
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }
}
