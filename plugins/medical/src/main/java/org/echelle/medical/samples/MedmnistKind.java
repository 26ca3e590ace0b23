package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.echelle.api.EchelleException;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.torch.HostTensor;
import org.echelle.torch.Weights;

/** MedMNIST's archives ({@code train_images}, {@code train_labels}, {@code val_...}, {@code test_...}), pictures of any size, grey or colour. */
public final class MedmnistKind implements SampleKind<MedmnistOptions> {
    private static final List<String> SPLITS = List.of("train", "val", "test");

    @Override
    public String name() {
        return "medmnist";
    }

    @Override
    public String description() {
        return "A MedMNIST .npz file: images and labels of its splits.";
    }

    @Override
    public Class<MedmnistOptions> options() {
        return MedmnistOptions.class;
    }

    @Override
    public boolean recognises(Path path) {
        try {
            Set<String> names = Weights.read(path).names();
            return names.contains("test_images") && names.contains("test_labels");
        } catch (EchelleException e) {
            return false;
        }
    }

    @Override
    public SampleSource open(MedmnistOptions options, OpenContext context) {
        Weights file = Weights.read(options.path());
        List<MedmnistSource.Part> parts = new ArrayList<>();
        for (String split : splits(options.split())) {
            if (!file.names().contains(split + "_images")) {
                throw new MedicalException("The file " + options.path() + " has no split " + split + " (an array "
                        + split + "_images); it has " + String.join(", ", file.names()) + ".");
            }
            parts.add(part(options.path(), split, file));
        }
        context.progress()
                .note(
                        "MedMNIST files do not say which films are of one patient; every film counts as a patient of its own.");
        return new MedmnistSource(parts, options);
    }

    private static List<String> splits(String asked) {
        List<String> splits = asked.equals("all") ? SPLITS : Arrays.asList(asked.split("\\+"));
        for (String split : splits) {
            if (!SPLITS.contains(split)) {
                throw new MedicalException("The samples' split is \"" + asked
                        + "\"; give train, val, test, several joined by + (train+val), or all.");
            }
        }
        return splits;
    }

    private static MedmnistSource.Part part(Path path, String split, Weights file) {
        HostTensor images = file.tensor(split + "_images");
        long[] shape = images.shape();
        boolean fits = (shape.length == 3 || (shape.length == 4 && (shape[3] == 1 || shape[3] == 3)))
                && images.data().remaining() == images.elements();
        if (!fits) {
            throw new MedicalException("The array " + split + "_images in " + path + " has the shape "
                    + Arrays.toString(shape) + " and the type " + images.type()
                    + "; bytes of the shape [n, height, width] or [n, height, width, 3] are read.");
        }
        String labels = split + "_labels";
        if (!file.names().contains(labels)) {
            return new MedmnistSource.Part(split, images, null, 0);
        }
        HostTensor told = file.tensor(labels);
        int columns = told.shape().length < 2 ? 1 : Math.toIntExact(told.shape()[1]);
        if (told.shape().length < 1 || told.shape()[0] != shape[0]) {
            throw new MedicalException("The array " + labels + " in " + path + " has " + told.shape()[0] + " rows for "
                    + shape[0] + " images; the file is damaged or made of two.");
        }
        return new MedmnistSource.Part(split, images, told.toLongs(), columns);
    }
}
