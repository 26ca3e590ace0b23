package org.echelle.medical.samples;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.echelle.api.BadSampleException;
import org.echelle.api.Sample;
import org.echelle.medical.Film;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.Identity;
import org.echelle.medical.images.ImageReaders;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Photometric;
import org.echelle.medical.images.Voi;
import org.echelle.medical.images.Volume;
import org.echelle.medical.images.Window;
import org.echelle.medical.privacy.Keys;
import org.echelle.torch.Checksums;

/** Frames and slices of medical files. A film's id holds the file's name in its folder and the frame's number, nothing from the file itself. */
final class ScansSource implements TaggedSource, PlacedSource {
    /** A file that was read once. */
    record File(
            String name, Path path, int frames, Geometry geometry, Identity identity, SortedMap<String, String> tags) {}

    private record At(File file, int number, int frame) {}

    private final List<At> films;
    private final List<Stack> stacks;
    private final ImageReaders readers;
    private final ScansOptions options;
    private Path lastPath; // frames of a file are asked for one after the other
    private Volume last;
    private String fingerprint;

    ScansSource(List<File> files, ImageReaders readers, ScansOptions options) {
        this.readers = readers;
        this.options = options;
        stacks = files.stream()
                .map(f -> new Stack(f.name(), f.geometry(), f.identity()))
                .toList();
        List<At> all = new ArrayList<>();
        for (int n = 0; n < files.size(); n++) {
            File file = files.get(n);
            for (int f = 0; f < file.frames(); f += options.every()) {
                all.add(new At(file, n, f));
            }
        }
        List<At> some = new ArrayList<>();
        for (int i : Spread.over(all.size(), options.limit())) {
            some.add(all.get(i));
        }
        films = List.copyOf(some);
    }

    @Override
    public int size() {
        return films.size();
    }

    @Override
    public String id(int index) {
        At at = films.get(index);
        return at.file().frames() == 1
                ? at.file().name()
                : at.file().name() + "#" + String.format(Locale.ROOT, "%04d", at.frame() + 1);
    }

    @Override
    public String group(int index) {
        File file = films.get(index).file();
        return file.identity().group().orElse(file.name());
    }

    @Override
    public String groupedBy() {
        return films.stream().allMatch(f -> f.file().identity().patient().isPresent()) ? "patient" : "file or study";
    }

    @Override
    public List<Stack> stacks() {
        return stacks;
    }

    @Override
    public Where where(int sample) {
        At at = films.get(sample);
        return new Where(at.number(), at.frame() % at.file().geometry().slices());
    }

    @Override
    public Keys keys() {
        return Keys.withSalt(options.salt());
    }

    @Override
    public SortedMap<String, String> tags(int sample) {
        return films.get(sample).file().tags();
    }

    @Override
    public synchronized String fingerprint() {
        if (fingerprint == null) {
            MessageDigest digest = Spread.sha256();
            digest.update((options.window() + " " + options.every()).getBytes(StandardCharsets.UTF_8));
            Path before = null;
            for (int i = 0; i < size(); i++) {
                digest.update(id(i).getBytes(StandardCharsets.UTF_8));
                Path path = films.get(i).file().path();
                if (!path.equals(before)) {
                    digest.update(Checksums.sha256(path).getBytes(StandardCharsets.UTF_8));
                    before = path;
                }
            }
            fingerprint = HexFormat.of().formatHex(digest.digest());
        }
        return fingerprint;
    }

    @Override
    public Sample load(int index) {
        At at = films.get(index);
        Volume volume = volume(at.file());
        if (at.frame() >= volume.frames().size()) {
            throw new BadSampleException(
                    "The file " + at.file().name() + " has fewer frames than when it was listed; did it change?");
        }
        return film(id(index), volume, at.frame());
    }

    private synchronized Volume volume(File file) {
        if (!file.path().equals(lastPath)) {
            try {
                last = readers.read(file.path());
                lastPath = file.path();
            } catch (ImagingException e) {
                throw new BadSampleException(String.valueOf(e.getMessage()), e);
            }
        }
        return last;
    }

    private Film film(String id, Volume volume, int frame) {
        float[] values = volume.frames().get(frame);
        boolean colour = volume.photometric() == Photometric.RGB;
        boolean inverted = volume.photometric() == Photometric.MONOCHROME1;
        Voi voi = options.window().isEmpty()
                ? volume.defaultVoi()
                : new Window(options.window().get(0), options.window().get(1));
        float[] pixels = new float[values.length];
        for (int i = 0; i < pixels.length; i++) {
            double shade = colour ? values[i] / 255.0 : voi.shade(values[i]);
            shade = Double.isNaN(shade) ? 0 : Math.max(0, Math.min(1, shade));
            pixels[i] = (float) (inverted ? 1 - shade : shade);
        }
        return new Film(id, volume.columns(), volume.rows(), volume.samples(), pixels, colour);
    }
}
