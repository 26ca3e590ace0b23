package org.echelle.vision.concepts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
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

/** Pascal VOC: boxes from XML files or classes from palette masks, found by the pictures' file names. */
public final class VocKind implements ConceptKind<VocOptions> {
    private static final List<String> CLASSES = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    @Override
    public String name() {
        return "voc";
    }

    @Override
    public String description() {
        return "Pascal VOC boxes (XML) or masks (palette PNG), laid on patches and cells.";
    }

    @Override
    public Class<VocOptions> options() {
        return VocOptions.class;
    }

    @Override
    public ConceptSource open(VocOptions options, Subject subject, SampleSource samples, OpenContext context) {
        PictureGrid vision = Grids.of(subject);
        boolean masks = options.use() == VocOptions.Use.MASKS;
        Map<Integer, Path> files =
                files(options, masks ? "SegmentationClass" : "Annotations", masks ? ".png" : ".xml", samples);
        return masks ? masks(options, files, vision) : boxes(options, files, samples, vision, context);
    }

    private static Map<Integer, Path> files(VocOptions options, String folder, String ending, SampleSource samples) {
        Path sub = options.path().resolve(folder);
        Path from = Files.isDirectory(sub) ? sub : options.path();
        SampleNames names = SampleNames.of(samples);
        Map<Integer, Path> found = new HashMap<>();
        try (Stream<Path> list = Files.list(from)) {
            list.filter(f -> f.getFileName().toString().endsWith(ending))
                    .sorted()
                    .forEach(f -> {
                        int sample = names.find(f.getFileName().toString());
                        if (sample >= 0) {
                            found.put(sample, f);
                        }
                    });
        } catch (IOException e) {
            throw new VisionException("The folder " + from + " cannot be listed: " + e.getMessage() + ".", e);
        }
        if (found.isEmpty()) {
            throw new VisionException("No " + ending + " file in " + from
                    + " is named like a sample; samples are called like \"" + samples.id(0) + "\".");
        }
        return found;
    }

    private static ConceptSource masks(VocOptions options, Map<Integer, Path> files, PictureGrid vision) {
        List<String> classes = options.classes().isEmpty() ? CLASSES : options.classes();
        return new AreaSource(
                concepts(classes, options, "SegmentationClass"), vision, options.rules(), i -> Optional.ofNullable(
                                files.get(i))
                        .map(f ->
                                VocMask.read(f, classes.size(), options.rules().sites())));
    }

    private static ConceptSource boxes(
            VocOptions options,
            Map<Integer, Path> files,
            SampleSource samples,
            PictureGrid vision,
            OpenContext context) {
        Map<Integer, VocXml> read = new HashMap<>();
        TreeSet<String> names = new TreeSet<>();
        files.forEach((sample, file) -> {
            context.progress().check();
            VocXml xml = VocXml.read(file);
            xml.objects().forEach(o -> names.add(o.name()));
            read.put(sample, xml);
        });
        List<String> classes = List.copyOf(names);
        Crop crop = new Crop(vision, options.minKept());
        Map<Integer, PictureAreas> areas = new HashMap<>();
        BoxUnits units = new BoxUnits();
        read.forEach((sample, xml) -> areas.put(sample, areas(options, xml, samples, sample, classes, crop, units)));
        units.report(options.path().getFileName().toString(), context.progress());
        crop.report("Pascal VOC", context.progress());
        return new AreaSource(
                concepts(classes, options, "Annotations"),
                vision,
                options.rules(),
                i -> Optional.ofNullable(areas.get(i)));
    }

    private static PictureAreas areas(
            VocOptions options,
            VocXml xml,
            SampleSource samples,
            int sample,
            List<String> classes,
            Crop crop,
            BoxUnits units) {
        int width = xml.width();
        int height = xml.height();
        if (width <= 0 || height <= 0) {
            ImageSample image = (ImageSample) samples.load(sample);
            width = image.width();
            height = image.height();
        }
        List<PictureAreas.Area> areas = new ArrayList<>();
        for (VocXml.VocObject o : xml.objects()) {
            units.look(o.box(), samples.id(sample), width, height);
            boolean told = !o.difficult() || options.difficult() != CocoOptions.Crowd.ABSENT;
            if (told && crop.keeps(o.box(), width, height)) {
                areas.add(new PictureAreas.Area(
                        classes.indexOf(o.name()),
                        Boxes.of(o.box()[0], o.box()[1], o.box()[2], o.box()[3]),
                        !o.difficult() || options.difficult() == CocoOptions.Crowd.PRESENT));
            }
        }
        return new PictureAreas(width, height, areas);
    }

    private static List<Concept> concepts(List<String> classes, VocOptions options, String source) {
        Concept.Level level = options.rules().sites() ? Concept.Level.SITE : Concept.Level.SAMPLE;
        return classes.stream()
                .map(name -> new Concept(
                        "object/" + name, name, "object", level, Concept.Scale.BOOLEAN, "Pascal VOC " + source))
                .toList();
    }
}
