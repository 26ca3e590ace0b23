package org.echelle.protein.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.echelle.protein.Protein;
import org.echelle.protein.ProteinException;
import org.echelle.testkit.OpenedContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowsTest {
    @TempDir
    Path folder;

    @Test
    void everyResidueIsKeptByOneWindowWhichIsTheOneWhereItLiesDeepest() {
        for (int length = 1; length < 12; length++) {
            for (int overlap = 0; overlap < length; overlap++) {
                for (int residues = 1; residues < 60; residues++) {
                    List<Windows.Window> windows = new Windows(length, overlap).of(residues);
                    for (int r = 0; r < residues; r++) {
                        int at = r;
                        List<Windows.Window> keepers = windows.stream()
                                .filter(w -> at >= w.keptFrom() && at < w.keptTo())
                                .toList();
                        assertThat(keepers).hasSize(1);
                        Windows.Window keeper = keepers.get(0);
                        assertThat(at >= keeper.from() && at < keeper.to()).isTrue();
                        assertThat(keeper.to() - keeper.from()).isEqualTo(Math.min(length, residues));
                    }
                }
            }
        }
    }

    @Test
    void theOverlapIsSharedAtItsMiddle() {
        // starts 0 and 6 (moved back from 8 so that the last window is whole): both show 6..9, shared at 8
        assertThat(new Windows(10, 2).of(16))
                .containsExactly(new Windows.Window(0, 10, 0, 8), new Windows.Window(6, 16, 8, 16));
    }

    @Test
    void windowsThatDoNotAdvanceAreRefused() {
        assertThatThrownBy(() -> new Windows(10, 10))
                .isInstanceOf(ProteinException.class)
                .hasMessageContaining("does not advance");
    }

    @Test
    void windowsOfAProteinAreSamplesOfOneGroup() throws IOException {
        Path file = Files.writeString(folder.resolve("w.fasta"), ">p\nACDEFGHIKLMNPQRS\n>q\nMMWW\n");
        OpenedContext context = OpenedContext.withoutEngine();
        ProteinSource source = Proteins.fasta(file, 10, 2, 0.3, context);
        assertThat(source.size()).isEqualTo(3);
        assertThat(source.id(0)).isEqualTo("p#1-10");
        assertThat(source.id(1)).isEqualTo("p#7-16");
        assertThat(source.id(2)).isEqualTo("q");
        assertThat(source.group(0)).isEqualTo(source.group(1)).isNotEqualTo(source.group(2));
        assertThat(source.groupedBy()).isEqualTo("sequence cluster");
        Protein second = (Protein) source.load(1);
        assertThat(second.sequence()).isEqualTo("HIKLMNPQRS");
        assertThat(second.offset()).isEqualTo(6);
        assertThat(second.keeps(1)).isFalse();
        assertThat(second.keeps(2)).isTrue();
        assertThat(context.notes()).anyMatch(n -> n.contains("1 of 2 proteins is longer than 10"));
        assertThat(source.fingerprint())
                .hasSize(64)
                .isNotEqualTo(Proteins.fasta(file, 11, 2, 0.3, context).fingerprint());
    }
}
