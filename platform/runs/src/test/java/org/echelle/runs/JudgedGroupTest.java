package org.echelle.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.echelle.torch.Torch;
import org.junit.jupiter.api.Test;

class JudgedGroupTest {
    private static final List<String> OUTPUTS =
            List.of("shape/circle", "shape/square", "colour/red", "colour/green", "colour/blue");

    @Test
    void aGroupIsItsOutputsUnderTheirOwnNames() {
        Map<String, List<String>> wanted = new LinkedHashMap<>();
        wanted.put("colour", List.of("blue", "red"));
        wanted.put("shape", List.of());
        List<JudgedGroup> found = JudgedGroup.of(OUTPUTS, wanted);
        assertThat(found.get(0).classes()).containsExactly("blue", "red");
        assertThat(found.get(0).concept(1)).isEqualTo("judge/colour/red");
        assertThat(found.get(1).classes()).containsExactly("circle", "square");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray logits = manager.create(new float[][] {{1, 2, 3, 4, 5}, {6, 7, 8, 9, 10}});
            assertThat(found.get(0).of(logits).toFloatArray()).containsExactly(5, 3, 10, 8);
            assertThat(found.get(1).of(logits).toFloatArray()).containsExactly(1, 2, 6, 7);
            assertThat(logits.toFloatArray()).hasSize(10);
        }
    }

    @Test
    void withoutGroupsAllOutputsAreOne() {
        List<JudgedGroup> found = JudgedGroup.of(List.of("3", "a/b"), Map.of());
        assertThat(found).hasSize(1);
        assertThat(found.get(0).classes()).containsExactly("3", "a/b");
        assertThat(found.get(0).concept(0)).isEqualTo("judge/3");
    }

    @Test
    void aGroupThatIsNotThereIsToldBesideThoseThatAre() {
        assertThatThrownBy(() -> JudgedGroup.of(OUTPUTS, Map.of("texture", List.of())))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("no group 'texture' of classes; there are shape, colour.");
        assertThatThrownBy(() -> JudgedGroup.of(OUTPUTS, Map.of("shape", List.of("ring"))))
                .hasMessageContaining("no shape 'ring'; there are circle, square.");
        assertThatThrownBy(() -> JudgedGroup.of(List.of("0", "1"), Map.of("shape", List.of())))
                .hasMessageContaining("stand in no groups. Leave 'groups' out.");
    }

    @Test
    void aConfigNamesGroupsOrTheirClasses() {
        RunConfig list = RunConfig.of("x", List.of("domain=toy", "judge={groups: [shape, colour]}"));
        assertThat(list.judgeGroups()).containsOnlyKeys("shape", "colour").containsEntry("shape", List.of());
        RunConfig map = RunConfig.of("x", List.of("domain=toy", "judge={groups: {shape: [ring, cross], colour: }}"));
        assertThat(map.judgeGroups())
                .containsEntry("shape", List.of("ring", "cross"))
                .containsEntry("colour", List.of());
        assertThat(RunConfig.of("x", List.of("domain=toy", "judge={kind: vit}")).judgeGroups())
                .isEmpty();
        assertThatThrownBy(() -> RunConfig.of("x", List.of("domain=toy", "judge={groups: [[shape]]}"))
                        .judgeGroups())
                .hasMessageContaining("'judge: groups'");
    }
}
