package org.echelle.diffusion.concepts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.echelle.api.Concept;
import org.echelle.api.ConceptSource;
import org.echelle.api.HookPoint;
import org.echelle.api.LabelSink;
import org.echelle.api.SampleSites;

/** Masks as labels of places. Files are read anew for each sample, since all of them would fill the memory. */
final class MaskSource implements ConceptSource {
    /** The value of a label map where nobody judged, as Pascal VOC has it. */
    static final int UNJUDGED = 255;

    /** Forgives the rounding of real-numbered edges. */
    private static final double MARGIN = 1e-9;

    private final MasksOptions options;
    private final boolean labels;
    private final int width;
    private final int height;
    private final List<Told> told = new ArrayList<>();

    /** A concept, the files it is drawn in by sample, and the value that it has there. */
    private record Told(String name, Map<Integer, Path> files, int value) {}

    /**
     * @param values names of a label map's values; empty for a folder a concept
     * @param files by concept (label maps: under an empty name) and sample
     * @param width of the pictures
     */
    MaskSource(
            MasksOptions options,
            Map<Integer, String> values,
            Map<String, Map<Integer, Path>> files,
            int width,
            int height) {
        this.options = options;
        this.labels = !values.isEmpty();
        this.width = width;
        this.height = height;
        if (labels) {
            values.forEach((value, name) -> told.add(new Told(name, files.get(""), value)));
        } else {
            files.forEach((name, mine) -> told.add(new Told(name, mine, 1)));
        }
    }

    @Override
    public List<Concept> concepts() {
        return told.stream()
                .map(t -> new Concept(
                        options.group() + "/" + t.name(),
                        t.name(),
                        options.group(),
                        Concept.Level.SITE,
                        Concept.Scale.BOOLEAN,
                        "masks in " + options.path().getFileName()))
                .toList();
    }

    @Override
    public void annotate(int sample, SampleSites sites, LabelSink sink) {
        HookPoint hook = sites.hook();
        boolean placed = hook.axis("y") >= 0 && hook.axis("x") >= 0;
        Path last = null;
        MaskPicture picture = null;
        for (int c = 0; c < told.size(); c++) {
            Path file = told.get(c).files().get(sample);
            if (file == null || !placed) {
                for (int row = 0; row < sites.rows(); row++) {
                    sink.unknownSite(c, row);
                }
                continue;
            }
            if (!file.equals(last)) {
                picture = MaskPicture.read(file, labels, width, height);
                last = file;
            }
            tell(c, picture, sites, sink);
        }
    }

    private void tell(int concept, MaskPicture picture, SampleSites sites, LabelSink sink) {
        HookPoint hook = sites.hook();
        int rows = hook.axes().get(hook.axis("y")).size();
        int columns = hook.axes().get(hook.axis("x")).size();
        int value = told.get(concept).value();
        double[] shares = picture.shares(rows, columns, v -> v == value);
        double[] most = labels ? picture.shares(rows, columns, v -> v == value || v == UNJUDGED) : shares;
        int[] ys = sites.along("y");
        int[] xs = sites.along("x");
        for (int row = 0; row < sites.rows(); row++) {
            if (ys[row] < 0 || xs[row] < 0) {
                sink.unknownSite(concept, row); // a row without a place
                continue;
            }
            int at = ys[row] * columns + xs[row];
            if (covered(shares[at])) {
                sink.site(concept, row, 1, 0);
            } else if (covered(most[at])) {
                sink.unknownSite(concept, row);
            }
        }
    }

    private boolean covered(double share) {
        return share > MARGIN && share >= options.overlap() - MARGIN;
    }
}
