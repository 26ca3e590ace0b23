package org.echelle.protein.training;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.echelle.api.OpenContext;
import org.echelle.api.SampleKind;
import org.echelle.api.SampleSource;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.protein.sequences.FastaKind;
import org.echelle.protein.sequences.SequenceFiles;
import org.echelle.protein.sequences.SequenceOptions;
import org.echelle.protein.sequences.UniProtKind;

/**
 * Proteins for training and for measuring; relatives stand on one side.
 *
 * @param training sequences that steps draw from
 * @param heldOut sequences that none of them shows
 */
record TrainingSequences(List<String> training, List<String> heldOut) {
    static TrainingSequences read(EsmTrainOptions options, OpenContext context) {
        long fasta = options.sequences().stream()
                .filter(f ->
                        f.getFileName().toString().toLowerCase(Locale.ROOT).matches(".*\\.(fasta|fa|faa|fas)(\\.gz)?"))
                .count();
        if (fasta != 0 && fasta != options.sequences().size()) {
            throw new ProteinException("Of the " + options.sequences().size() + " files of 'sequences' " + fasta
                    + " are FASTA by their names and the others are not; give files of one kind.");
        }
        SampleKind<SequenceOptions> kind = fasta > 0 ? new FastaKind() : new UniProtKind();
        SequenceOptions all =
                new SequenceOptions(options.sequences(), Optional.empty(), 0, 0, options.identity(), Optional.empty());
        List<String> training = new ArrayList<>();
        List<String> heldOut = new ArrayList<>();
        try (SampleSource source = kind.open(all, context)) {
            for (int i = 0; i < source.size(); i++) {
                String sequence = ((Protein) source.load(i)).sequence();
                (share(source.group(i), options.seed()) < options.heldOut() ? heldOut : training).add(sequence);
            }
        }
        if (training.isEmpty() || heldOut.isEmpty()) {
            throw new ProteinException(
                    "Of the proteins in " + SequenceFiles.name(options.sequences()) + " " + training.size()
                            + " are left for training and " + heldOut.size()
                            + " for measuring, relatives kept together; both are needed: give more proteins, or change held-out,"
                            + " identity or seed.");
        }
        return new TrainingSequences(List.copyOf(training), List.copyOf(heldOut));
    }

    /** A number from 0 to 1 that depends on the group and the seed only. */
    private static double share(String group, long seed) {
        CRC32 sum = new CRC32();
        sum.update((seed + "\n" + group).getBytes(StandardCharsets.UTF_8));
        return sum.getValue() / 4294967296.0;
    }
}
