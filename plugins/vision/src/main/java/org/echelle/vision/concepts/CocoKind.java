package org.echelle.vision.concepts;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.echelle.api.Concept;
import org.echelle.api.ConceptKind;
import org.echelle.api.ConceptSource;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleSource;
import org.echelle.api.Subject;
import org.echelle.pictures.PictureGrid;
import org.echelle.tables.SampleNames;
import org.echelle.vision.ImageSample;
import org.echelle.vision.VisionException;

/** Boxes, polygons and run-length masks of the COCO format, one concept a category. */
public final class CocoKind implements ConceptKind<CocoOptions> {
    @Override
    public String name() {
        return "coco";
    }

    @Override
    public String description() {
        return "COCO boxes and masks (polygons, run lengths plain and compressed), laid on patches and cells.";
    }

    @Override
    public Class<CocoOptions> options() {
        return CocoOptions.class;
    }

    @Override
    public ConceptSource open(CocoOptions options, Subject subject, SampleSource samples, OpenContext context) {
        if (!Files.isRegularFile(options.path())) {
            throw new VisionException(
                    "There is no file " + options.path() + "; the concepts' path must name a COCO JSON file.");
        }
        CocoFile file = CocoFile.read(options.path());
        PictureGrid vision = Grids.of(subject);
        String source = options.path().getFileName().toString();
        Map<Long, Integer> numbers = new HashMap<>();
        List<Concept> concepts = new ArrayList<>();
        Concept.Level level = options.rules().sites() ? Concept.Level.SITE : Concept.Level.SAMPLE;
        file.categories.forEach((id, name) -> {
            numbers.put(id, concepts.size());
            concepts.add(new Concept("object/" + name, name, "object", level, Concept.Scale.BOOLEAN, source));
        });
        Map<Integer, CocoAreas> bySample = match(options, file, samples, vision, numbers, context);
        return new AreaSource(concepts, vision, options.rules(), i -> Optional.ofNullable(bySample.get(i))
                .map(CocoAreas::build));
    }

    private static Map<Integer, CocoAreas> match(
            CocoOptions options,
            CocoFile file,
            SampleSource samples,
            PictureGrid vision,
            Map<Long, Integer> numbers,
            OpenContext context) {
        SampleNames names = SampleNames.of(samples);
        Crop crop = new Crop(vision, options.minKept());
        BoxUnits units = new BoxUnits();
        PictureSizes sizes = new PictureSizes();
        Map<Integer, CocoAreas> bySample = new HashMap<>();
        file.pictures.forEach((id, picture) -> {
            int sample = names.find(picture.file());
            if (sample >= 0) {
                context.progress().check();
                sizes.add(sample, picture);
                CocoFile.Picture sized = sized(picture, samples, sample);
                List<CocoFile.CocoObject> kept = new ArrayList<>();
                for (CocoFile.CocoObject o : file.objects.getOrDefault(id, List.of())) {
                    boolean wanted = numbers.containsKey(o.category())
                            && (!o.crowd() || options.crowd() != CocoOptions.Crowd.ABSENT)
                            && (options.use() == CocoOptions.Use.BOXES
                                    ? o.box() != null
                                    : o.hasMask() || boxInstead(options, o));
                    if (o.box() != null && numbers.containsKey(o.category())) {
                        units.look(o.box(), sized.file(), sized.width(), sized.height());
                    }
                    if (wanted && (o.box() == null || crop.keeps(o.box(), sized.width(), sized.height()))) {
                        kept.add(o);
                    }
                }
                bySample.put(sample, new CocoAreas(options, sized, kept, numbers));
            }
        });
        if (bySample.isEmpty()) {
            throw new VisionException("No picture of " + options.path()
                    + " is among the samples; it names files like \""
                    + file.pictures.values().iterator().next().file() + "\", samples are called like \"" + samples.id(0)
                    + "\".");
        }
        sizes.report(options.path().getFileName().toString(), samples, context.progress());
        units.report(options.path().getFileName().toString(), context.progress());
        crop.report(options.path().getFileName().toString(), context.progress());
        return bySample;
    }

    private static boolean boxInstead(CocoOptions options, CocoFile.CocoObject o) {
        return options.use() == CocoOptions.Use.AUTO && o.box() != null;
    }

    /** Files that do not tell a picture's size make us look at the picture. */
    private static CocoFile.Picture sized(CocoFile.Picture picture, SampleSource samples, int sample) {
        if (picture.width() > 0 && picture.height() > 0) {
            return picture;
        }
        ImageSample image = (ImageSample) samples.load(sample);
        return new CocoFile.Picture(picture.file(), image.width(), image.height());
    }
}
