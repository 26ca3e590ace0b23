package org.echelle.vision.pictures;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.echelle.api.Sample;
import org.echelle.vision.ImageSample;

/** Pictures of IDX files, held in memory. */
final class IdxSource implements LabelledSource {
    /**
     * @param name of the file, the first half of its samples' ids
     * @param labels one byte a picture
     */
    record Part(String name, IdxFile pictures, Optional<IdxFile> labels) {
        int size() {
            return pictures.sizes()[0];
        }
    }

    private final List<Part> parts;
    private final int[] partOf;
    private final int[] at;
    private final List<LabelSet> labelSets;
    private String fingerprint;

    IdxSource(List<Part> parts, IdxOptions options) {
        this.parts = parts;
        int total = parts.stream().mapToInt(Part::size).sum();
        int[] chosen = Selection.of(total, options.limit(), options.seed());
        partOf = new int[chosen.length];
        at = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            int left = chosen[i];
            while (left >= parts.get(partOf[i]).size()) {
                left -= parts.get(partOf[i]).size();
                partOf[i]++;
            }
            at[i] = left;
        }
        labelSets = parts.stream().anyMatch(p -> p.labels().isPresent()) ? List.of(labels()) : List.of();
    }

    private LabelSet labels() {
        int[] values = new int[size()];
        Arrays.fill(values, -1);
        for (int i = 0; i < values.length; i++) {
            Optional<IdxFile> labels = parts.get(partOf[i]).labels();
            if (labels.isPresent()) {
                values[i] = labels.get().data()[labels.get().offset() + at[i]] & 0xff;
            }
        }
        int most = IntStream.of(values).max().orElse(0);
        return new LabelSet(
                "class",
                IntStream.rangeClosed(0, most).mapToObj(Integer::toString).toList(),
                values);
    }

    @Override
    public int size() {
        return at.length;
    }

    @Override
    public String id(int index) {
        return parts.get(partOf[index]).name() + "/" + String.format("%05d", at[index]);
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
                ImageSample picture = (ImageSample) load(i);
                digest.update((picture.id() + " " + picture.width() + " " + picture.height() + "\0")
                        .getBytes(StandardCharsets.UTF_8));
                digest.update(picture.pixels());
            }
            fingerprint = Digests.hex(digest);
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        IdxFile file = parts.get(partOf[index]).pictures();
        int height = file.sizes()[1];
        int width = file.sizes()[2];
        int channels = file.sizes().length == 4 ? file.sizes()[3] : 1;
        int bytes = height * width * channels;
        int from = file.offset() + at[index] * bytes;
        return new ImageSample(id(index), width, height, channels, Arrays.copyOfRange(file.data(), from, from + bytes));
    }
}
