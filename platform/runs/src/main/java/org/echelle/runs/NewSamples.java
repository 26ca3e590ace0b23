package org.echelle.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Domain;
import org.echelle.api.EchelleException;
import org.echelle.api.Progress;
import org.echelle.api.SampleKind;
import org.echelle.torch.AtomicFiles;

/**
 * Samples that a finished run has not seen, as a person gives them: a file or folder, or the sample itself, typed or pasted. They are
 * read as the run's own were where that works, else as any other kind of the domain reads them.
 */
final class NewSamples {
    private NewSamples() {}

    /**
     * The run's config with these samples in place of its own.
     *
     * @param scratch where a pasted sample is written as a file
     * @throws RunException when no kind of the domain can read them; says why
     */
    static RunConfig of(Path run, String given, Domain domain, List<String> more, Path scratch, Progress progress) {
        List<String> all =
                new ArrayList<>(List.of("extract.limit=0", "extract.rows-per-sample=0", "extract.store=false"));
        all.addAll(more);
        if (isPath(given)) {
            return readable(run, Path.of(given), domain, all, progress);
        }
        for (SampleKind<?> kind : domain.samples()) {
            Optional<String> file = kind.typed(given);
            if (file.isPresent()) {
                Path typed = scratch.resolve("pasted.txt");
                AtomicFiles.write(typed, file.get().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                return config(run, all, List.of("samples={kind: " + kind.name() + "}", "samples.path=" + typed));
            }
        }
        String shown = given.length() > 60 ? given.substring(0, 57) + "..." : given;
        throw new RunException("\"" + shown + "\" is no file or folder, and no sample that domain " + domain.name()
                + " reads when it is typed.");
    }

    private static boolean isPath(String given) {
        try {
            return !given.isBlank() && Files.exists(Path.of(given).toRealPath());
        } catch (IOException | java.nio.file.InvalidPathException e) {
            return false;
        }
    }

    private static RunConfig readable(Path run, Path path, Domain domain, List<String> more, Progress progress) {
        String where = "samples.path=" + path.toAbsolutePath().normalize();
        List<List<String>> attempts = new ArrayList<>(List.of(List.of(where)));
        domain.samples().forEach(k -> attempts.add(List.of("samples={kind: " + k.name() + "}", where)));
        EchelleException first = null;
        for (List<String> attempt : attempts) {
            RunConfig config;
            Optional<EchelleException> failure;
            try {
                config = config(run, more, attempt);
                failure = OpenedDomain.unreadable(config, domain, Progress.SILENT);
            } catch (EchelleException e) {
                config = null;
                failure = Optional.of(e);
            }
            progress.check();
            if (failure.isEmpty()) {
                return config;
            }
            first = first == null ? failure.get() : first;
        }
        throw new RunException(
                "No kind of sample of domain " + domain.name() + " can read " + path + "; read as the run's own: "
                        + first.getMessage(),
                first);
    }

    private static RunConfig config(Path run, List<String> more, List<String> samples) {
        List<String> all = new ArrayList<>(samples);
        all.addAll(more);
        return RunConfig.reopen(run, all);
    }
}
