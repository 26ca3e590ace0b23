package org.echelle.vision.shapes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.OpenContext;
import org.echelle.api.SubjectKind;
import org.echelle.vision.VisionException;
import org.echelle.vision.subject.ViTOptions;
import org.echelle.vision.subject.ViTSubjectKind;
import org.echelle.vision.subject.VisionSubject;

/** The small vision transformer that comes with the plugin, trained on the shapes world by {@link ShapesTrainer}. */
public final class ShapesVitKind implements SubjectKind<ShapesVitOptions> {
    static final String FOLDER = "/org/echelle/vision/shapes-vit/";

    @Override
    public String name() {
        return "shapes-vit";
    }

    @Override
    public String description() {
        return "The embedded default: a small ViT trained on generated pictures of shapes; needs no files.";
    }

    @Override
    public Class<ShapesVitOptions> options() {
        return ShapesVitOptions.class;
    }

    @Override
    public VisionSubject open(ShapesVitOptions options, OpenContext context) {
        Optional<Path> own = options.weights();
        if (own.isPresent()) {
            return new ViTSubjectKind().open(ViTOptions.of(own.get()), context);
        }
        try {
            Path folder = Files.createTempDirectory("echelle-shapes-vit");
            try {
                copy(ShapesModelFiles.CONFIG, folder);
                return new ViTSubjectKind().open(ViTOptions.of(copy(ShapesModelFiles.WEIGHTS, folder)), context);
            } finally {
                Files.deleteIfExists(folder.resolve(ShapesModelFiles.CONFIG));
                Files.deleteIfExists(folder.resolve(ShapesModelFiles.WEIGHTS));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new VisionException(
                    "The embedded subject cannot be unpacked to the temporary folder: " + e.getMessage() + ". Is "
                            + System.getProperty("java.io.tmpdir") + " writable?",
                    e);
        }
    }

    private static Path copy(String name, Path folder) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = ShapesVitKind.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new VisionException("This vision plugin was built without its embedded subject (" + FOLDER + name
                        + "); train one with ./echelle train-subject and give it as weights.");
            }
            Files.copy(in, file);
        }
        return file;
    }
}
