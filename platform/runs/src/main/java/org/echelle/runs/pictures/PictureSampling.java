package org.echelle.runs.pictures;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.echelle.api.PictureMaker;
import org.echelle.api.Progress;
import org.echelle.api.Sample;
import org.echelle.api.Subject;
import org.echelle.api.Tap;
import org.echelle.runs.OpenedDomain;
import org.echelle.runs.RunException;
import org.echelle.torch.AtomicFiles;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Safetensors;
import org.echelle.torch.SafetensorsWriter;
import org.echelle.torch.Torch;

/** Samples of a subject that makes pictures, written to a folder that appears whole or not at all. */
public final class PictureSampling {
    /** The file of a {@linkplain PictureMaker#trajectory trajectory}. */
    public static final String TRAJECTORY = "trajectory.safetensors";

    /** The file with all pictures side by side. */
    public static final String SHEET = "sheet.png";

    /** The folder of single pictures: a folder for each thing that was asked for, as readers of labelled pictures expect it. */
    public static final String PICTURES = "pictures";

    private static final int MOST_AT_ONCE = 16;
    private static final int NAME_LENGTH = 40;
    private static final int COLUMNS = 10;

    private final OpenedDomain opened;
    private final PictureMaker maker;

    /** @throws RunException for a subject that makes no pictures */
    public PictureSampling(OpenedDomain opened) {
        this.opened = opened;
        this.maker = opened.subject()
                .makesPictures()
                .orElseThrow(
                        () -> new RunException(
                                "This subject makes no pictures out of noise, so there is nothing to sample; a diffusion model does."));
    }

    /** What can be asked for by name; empty where nothing can, or any text. */
    public List<String> conditions() {
        return maker.conditions();
    }

    /**
     * Samples from the tensors of a file and keeps every step.
     *
     * @param inputs safetensors of {@link PictureMaker#given}
     * @param guidance its scale; else the file's, else the subject's own
     * @param out new or empty folder, for {@value #TRAJECTORY} and a PNG file a sample
     * @return a line for the reader for each tensor, then the number of pictures
     */
    public List<String> fromTensors(Path inputs, OptionalDouble guidance, Path out) {
        try (WholeFolder folder = new WholeFolder(out);
                Safetensors file = Safetensors.open(inputs);
                NDManager scope = opened.manager().newSubManager()) {
            Map<String, NDArray> given = new LinkedHashMap<>();
            for (String name : file.names()) {
                given.put(name, file.tensor(name).toArray(scope));
            }
            if (guidance.isPresent()) {
                given.put("guidance_scale", scope.create((float) guidance.getAsDouble()));
            }
            Map<String, NDArray> found = Torch.withoutGradients(() -> maker.trajectory(given));
            Map<String, HostTensor> tensors = new LinkedHashMap<>();
            List<String> lines = new ArrayList<>();
            found.forEach((name, array) -> {
                tensors.put(name, HostTensor.of(array));
                lines.add(String.format("%-12s %s", name, array.getShape()));
            });
            SafetensorsWriter.write(
                    folder.path().resolve(TRAJECTORY),
                    tensors,
                    Map.of("subject", opened.subject().fingerprint(), "sampling", sampling(opened.subject())));
            List<Picture> pictures = Picture.all(found.get("pictures"));
            for (int i = 0; i < pictures.size(); i++) {
                AtomicFiles.write(
                        folder.path().resolve(String.format("%05d.png", i)),
                        pictures.get(i).png());
            }
            folder.finish();
            return lines;
        }
    }

    private static String sampling(Subject subject) {
        return subject.facts().getOrDefault("sampling", "");
    }

    /**
     * Makes pictures, each asked thing with each seed.
     *
     * @param asks names of {@link #conditions} or texts; an empty one asks for nothing
     * @param seeds of the noise, the same for all that is asked
     * @param unwanted what guidance leads away from; empty for the subject's own nothing
     * @param out new or empty folder, for {@value #PICTURES} with files such as {@code 3/00007.png} (asked thing, seed) and {@value #SHEET},
     *     a row an asked thing
     * @return number of pictures
     */
    public int asked(List<String> asks, List<Long> seeds, String unwanted, Path out, Progress progress) {
        List<Sample> samples = new ArrayList<>();
        for (int a = 0; a < asks.size(); a++) {
            for (long seed : seeds) {
                Sample sample = maker.sample(folder(asks, a) + String.format("/%05d", seed), asks.get(a), seed);
                samples.add(unwanted.isEmpty() ? sample : maker.avoiding(sample, unwanted));
            }
        }
        int most = Math.min(MOST_AT_ONCE, opened.config().extract().batch());
        List<Picture> all = new ArrayList<>();
        try (WholeFolder folder = new WholeFolder(out)) {
            progress.begin("sample", samples.size(), "pictures");
            for (int from = 0; from < samples.size(); from += most) {
                progress.check();
                List<Sample> batch = samples.subList(from, Math.min(from + most, samples.size()));
                List<Picture> made = made(batch);
                for (int i = 0; i < made.size(); i++) {
                    AtomicFiles.write(
                            folder.file(batch.get(i).id() + ".png"), made.get(i).png());
                }
                all.addAll(made);
                progress.advance(all.size(), "");
            }
            int columns = asks.size() == 1 ? Math.min(COLUMNS, seeds.size()) : seeds.size();
            AtomicFiles.write(
                    folder.path().resolve(SHEET), Picture.sheet(all, columns).png());
            folder.finish();
        }
        return all.size();
    }

    private List<Picture> made(List<Sample> batch) {
        try (NDManager scope = opened.manager().newSubManager()) {
            NDList inputs = opened.subject().prepare(batch, scope);
            NDList outputs = Torch.withoutGradients(() -> opened.subject().forward(inputs, Tap.NONE));
            return Picture.all(outputs.get(maker.output()));
        }
    }

    /** A folder for what is asked: letters and digits of it, its number where others could be the same. */
    private static String folder(List<String> asks, int at) {
        String plain = asks.get(at).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
        String cut = plain.length() > NAME_LENGTH ? plain.substring(0, NAME_LENGTH) : plain;
        boolean same = asks.size() > 1 && !cut.equals(asks.get(at));
        String name = (same ? String.format("%03d-", at + 1) : "") + cut;
        return name.isEmpty() ? PICTURES : PICTURES + "/" + name;
    }
}
