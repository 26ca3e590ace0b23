package org.echelle.medical.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.medical.MedicalException;
import org.echelle.medical.dicom.DicomReader;
import org.echelle.medical.images.Acquisition;
import org.echelle.medical.images.Geometry;
import org.echelle.medical.images.ImageReaders;
import org.echelle.medical.images.ImagingException;
import org.echelle.medical.images.Volume;
import org.echelle.medical.images.Window;
import org.echelle.medical.nifti.NiftiReader;
import org.echelle.medical.privacy.IdentityCheck;
import org.echelle.medical.privacy.Keys;

/** Frames of DICOM files, or slices of NIfTI files, one film each. */
public final class ScansKind implements SampleKind<ScansOptions> {
    /** The modality of segmentation objects, whose frames are masks. */
    private static final String MASKS = "SEG";

    /** How many unreadable files are told one by one. */
    private static final int NAMED = 8;

    private final String name;
    private final String description;
    private final boolean dicom;

    private ScansKind(String name, String description, boolean dicom) {
        this.name = name;
        this.description = description;
        this.dicom = dicom;
    }

    /** Frames of DICOM files. */
    public static ScansKind dicom() {
        return new ScansKind(
                "dicom", "DICOM files, with any endings: every frame a film, patients as groups, tags as told.", true);
    }

    /** Slices of NIfTI files. */
    public static ScansKind nifti() {
        return new ScansKind("nifti", "NIfTI files (.nii, .nii.gz): every slice a film, a file a group.", false);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Class<ScansOptions> options() {
        return ScansOptions.class;
    }

    private ImageReaders readers(String salt) {
        return new ImageReaders(List.of(dicom ? new DicomReader(Keys.withSalt(salt)) : new NiftiReader()));
    }

    @Override
    public boolean recognises(Path path) {
        try {
            return Files.isRegularFile(path)
                    && readers(Patients.SALT).readerFor(path).isPresent();
        } catch (ImagingException e) {
            return false;
        }
    }

    @Override
    public SampleSource open(ScansOptions options, OpenContext context) {
        if (!Files.exists(options.path())) {
            throw new MedicalException(
                    "There is no file or folder " + options.path() + "; samples.path must name " + name + " files.");
        }
        if (options.every() < 1 || options.salt().isBlank()) {
            throw new MedicalException("The samples' every must be at least 1, and their salt must not be empty.");
        }
        if (!options.window().isEmpty() && options.window().size() != 2) {
            throw new MedicalException(
                    "The samples' window is [centre, width], two numbers, not " + options.window() + ".");
        }
        if (!options.window().isEmpty()) {
            new Window(options.window().get(0), options.window().get(1)); // refuses here what makes no window
        }
        ImageReaders readers = readers(options.salt());
        Path root = Files.isDirectory(options.path())
                ? options.path()
                : options.path().toAbsolutePath().getParent();
        List<ScansSource.File> files = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        Spacings spacings = new Spacings();
        List<Path> all = list(options.path());
        context.progress().begin("read " + name + " files", all.size(), "files");
        int done = 0;
        int masks = 0;
        for (Path path : all) {
            context.progress().check();
            context.progress().advance(++done, "");
            try {
                if (readers.readerFor(path).isPresent()) {
                    Volume volume = readers.read(path);
                    if (MASKS.equals(volume.acquisition().get(Acquisition.MODALITY))) {
                        masks++;
                        continue;
                    }
                    String file = root.relativize(path.toAbsolutePath().startsWith(root) ? path.toAbsolutePath() : path)
                            .toString()
                            .replace('\\', '/');
                    spacings.add(file, volume.spacing(), volume.identity().series());
                    files.add(new ScansSource.File(
                            file,
                            path,
                            volume.frames().size(),
                            Geometry.of(volume),
                            volume.identity(),
                            volume.acquisition()));
                }
            } catch (ImagingException e) {
                refused.add(String.valueOf(e.getMessage()));
            }
        }
        if (files.isEmpty()) {
            throw new MedicalException("No " + name + " file with an image is in " + options.path() + "; "
                    + all.size() + " files were looked at"
                    + (refused.isEmpty()
                            ? "."
                            : ", of which " + refused.size() + " cannot be read (" + refused.get(0) + ")."));
        }
        if (!refused.isEmpty()) {
            context.progress()
                    .note(refused.size() + " of " + (files.size() + refused.size()) + " " + name
                            + " files cannot be read and are left out: "
                            + String.join(" ", refused.subList(0, Math.min(NAMED, refused.size())))
                            + (refused.size() > NAMED ? " And " + (refused.size() - NAMED) + " more." : ""));
        }
        if (masks > 0) {
            context.progress()
                    .note(masks
                            + (masks == 1
                                    ? " file is a segmentation (DICOM SEG) and no film"
                                    : " files are segmentations (DICOM SEG) and no films")
                            + "; concepts of kind segmentations read "
                            + (masks == 1 ? "it." : "them."));
        }
        spacings.notes().forEach(context.progress()::note);
        if (dicom) {
            IdentityCheck.of(files.stream().map(ScansSource.File::path).toList())
                    .warning()
                    .ifPresent(context.progress()::note);
        }
        return new ScansSource(files, readers, options);
    }

    private static List<Path> list(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path.toAbsolutePath());
        }
        try (Stream<Path> walk = Files.walk(path, FileVisitOption.FOLLOW_LINKS)) {
            return walk.filter(Files::isRegularFile)
                    .filter(f -> !String.valueOf(f.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new MedicalException(
                    "The folder " + path + " cannot be listed: " + e.getMessage() + ". Check its permissions.", e);
        }
    }
}
