package org.echelle.vision.pictures;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.vision.VisionException;
import org.echelle.vision.VisionLimits;

/** Picture files: one, a folder tree (such as an ImageFolder, {@code root/<class>/<file>}), or a zip of one. */
public final class ImagesKind implements SampleKind<ImagesOptions> {
    private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "jpe", "bmp", "gif");

    private final Supplier<VisionLimits> limits;

    /** @param limits asked at every opening */
    public ImagesKind(Supplier<VisionLimits> limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "images";
    }

    @Override
    public String description() {
        return "PNG, JPEG, BMP and GIF files: one, a folder with any subfolders, or a zip of such a folder.";
    }

    @Override
    public Class<ImagesOptions> options() {
        return ImagesOptions.class;
    }

    @Override
    public SampleSource open(ImagesOptions options, OpenContext context) {
        Path path = options.path();
        if (!Files.exists(path)) {
            throw new VisionException("There is no file or folder " + path + "; samples.path must name pictures.");
        }
        PictureFiles files = Files.isDirectory(path)
                ? new PictureFiles.InFolder(path)
                : path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")
                        ? new PictureFiles.InZip(path)
                        : new PictureFiles.Single(path);
        boolean opened = false;
        try {
            PictureSource source = new PictureSource(
                    files, Selection.of(files.names().size(), options.limit(), options.seed()), limits.get());
            opened = true;
            return source;
        } finally {
            if (!opened) {
                files.close();
            }
        }
    }

    /** Whether a file is taken for a picture: by its ending, and not hidden. */
    static boolean isPicture(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        int dot = last.lastIndexOf('.');
        return !last.startsWith(".")
                && dot > 0
                && ENDINGS.contains(last.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}
