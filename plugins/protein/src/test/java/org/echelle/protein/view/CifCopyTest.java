package org.echelle.protein.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.biojava.nbio.structure.Group;
import org.biojava.nbio.structure.Structure;
import org.echelle.testkit.Shared;
import org.junit.jupiter.api.Test;

class CifCopyTest {
    /** 4ZHL is numbered as chymotrypsin: with insertion codes and jumps. The file's own label_seq_id counts the declared sequence. */
    @Test
    void factorsStandAtTheResiduesThatTheFileCountsItself() throws Exception {
        String file = Files.readString(Shared.file("assets/protein/pdb/4ZHL.cif"));
        Structure structure = Chains.cif(file);
        List<Group> residues = Chains.residues(structure, "U");
        float[] factors = new float[residues.size()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (i + 1) / 1000f;
        }
        Map<String, Float> expected = new HashMap<>();
        file.lines()
                .filter(line -> line.startsWith("ATOM") || line.startsWith("HETATM"))
                .forEach(line -> {
                    String[] f = line.split(" +");
                    boolean ours = f[6].equals("A") && !f[8].equals(".");
                    expected.put(place(f), ours ? factors[Integer.parseInt(f[8]) - 1] : -1f);
                });
        String copy = ChainModel.cif("4ZHL:U", residues, structure).coloured(factors);
        long atoms = copy.lines()
                .filter(line -> line.startsWith("ATOM") || line.startsWith("HETATM"))
                .peek(line -> {
                    String[] f = line.split(" +");
                    assertThat(Float.parseFloat(f[14])).as(line).isEqualTo(expected.get(place(f)));
                })
                .count();
        assertThat(atoms).isEqualTo(expected.size());
        assertThat(residues.stream()
                        .filter(g -> g.getResidueNumber() != null
                                && g.getResidueNumber().getInsCode() != null))
                .isNotEmpty();
    }

    private static String place(String[] fields) {
        return Float.parseFloat(fields[10]) + " " + Float.parseFloat(fields[11]) + " " + Float.parseFloat(fields[12]);
    }
}
