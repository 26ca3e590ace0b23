package org.echelle.torch.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is written into program texts so that a run made again need not make its calls again: around methods that hand out nothing but
 * tensors, a method that hands out what the same call handed out in the run before.
 *
 * <p>A run that is made again does the same up to the first new decision, so its calls come in the same order and the n-th of them has
 * the n-th outcome. A call is made again in every run if what it handed out was changed in place since, if it changes its arguments (both
 * are told by libtorch's version counters, which tensors of its inference mode do not have), or if it hands out memory of its arguments,
 * in which later changes have to show. Where calls come in another order after all, the rest is forgotten.
 */
final class PastText {
    static final String PAST = "__torch__.echelle_taps.Past";
    private static final String ID = "echelle_past_";
    /** Stands before the name of the method that is written around one which is tapped as well. */
    static final String PREFIX = "echelle_turn_";

    static final String CLASS = """
            class Past:
              recording : bool
              within : bool
              turn : int
              total : int
              shared : bool
              ids : List[int]
              begins : List[int]
              again : List[bool]
              tensors : List[Tensor]
              versions : List[int]
              fresh : List[Tensor]
              arguments : List[Tensor]
              def cut(self, keep: int) -> int:
                if keep < len(self.ids):
                  first = self.begins[keep]
                  self.ids = self.ids[0:keep]
                  self.begins = self.begins[0:keep]
                  self.again = self.again[0:keep]
                  self.tensors = self.tensors[0:first]
                  self.versions = self.versions[0:first]
                return 0
              def begin(self, keep: int, recording: bool) -> int:
                done = self.cut(keep)
                for i in range(len(self.ids)):
                  end = len(self.tensors)
                  if i + 1 < len(self.ids):
                    end = self.begins[i + 1]
                  for j in range(self.begins[i], end):
                    if torch._version(self.tensors[j]) != self.versions[j]:
                      self.again[i] = True
                self.recording = recording
                self.within = False
                self.turn = 0
                return self.ready()
              def ready(self) -> int:
                self.total = 0
                self.shared = False
                self.fresh = self.fresh[0:0]
                self.arguments = self.arguments[0:0]
                return 0
              def enter(self, id: int) -> int:
                if id < 0 or self.within:
                  return -1
                turn = self.turn
                if turn < len(self.ids):
                  if self.ids[turn] == id:
                    if self.again[turn]:
                      self.within = True
                      return -2
                    self.turn = turn + 1
                    return self.begins[turn]
                  done = self.cut(turn)
                if self.recording:
                  self.within = True
                  return -2
                return -1
              def given(self, x: Tensor) -> Tensor:
                if self.recording:
                  self.total = self.total + torch._version(x)
                  self.arguments.append(x)
                return x
              def after(self, x: Tensor) -> Tensor:
                if self.recording:
                  self.total = self.total - torch._version(x)
                return x
              def made(self, x: Tensor) -> Tensor:
                if self.recording:
                  self.fresh.append(x)
                  if x.is_sparse or x.is_quantized or x.is_mkldnn:
                    self.shared = True
                  else:
                    for i in range(len(self.arguments)):
                      a = self.arguments[i]
                      if a.is_sparse or a.is_quantized or a.is_mkldnn:
                        self.shared = True
                      else:
                        if torch.is_set_to(torch.as_strided(x, [0], [1], 0), torch.as_strided(a, [0], [1], 0)):
                          self.shared = True
                return x
              def keep(self, id: int) -> int:
                self.within = False
                turn = self.turn
                self.turn = turn + 1
                if turn == len(self.ids) and self.recording:
                  self.ids.append(id)
                  self.begins.append(len(self.tensors))
                  self.again.append(self.shared or self.total != 0)
                  for i in range(len(self.fresh)):
                    self.tensors.append(self.fresh[i])
                    self.versions.append(torch._version(self.fresh[i]))
                return self.ready()
              def at(self, place: int) -> Tensor:
                return self.tensors[place]
            """;

    private final Map<String, ClassText> classes;

    PastText(Map<String, ClassText> classes) {
        this.classes = classes;
    }

    /** The attribute that numbers a module's method among those whose outcomes are kept; -1 where none are. */
    static String id(String method) {
        return ID + method;
    }

    /** Whether a method's outcome can be kept: it hands out tensors alone, and is given nothing that it could change unseen. */
    boolean keeps(ScriptMethod method) {
        return !method.name().startsWith("__")
                && outcome(ScriptType.of(method.returns()))
                && method.parameters().stream().allMatch(p -> unchanging(ScriptType.of(p.type())));
    }

    private boolean outcome(ScriptType type) {
        return type.tensor() || (!parts(type).isEmpty() && parts(type).stream().allMatch(this::outcome));
    }

    private boolean unchanging(ScriptType type) {
        return switch (type.name()) {
            case "Tensor", "int", "float", "bool", "str", "number", "NoneType", "Device" -> true;
            case "Optional" -> type.arguments().stream().allMatch(this::unchanging);
            default -> !parts(type).isEmpty() && parts(type).stream().allMatch(this::unchanging);
        };
    }

    /** The parts of a tuple, named or not; none of any other type. */
    private List<ScriptType> parts(ScriptType type) {
        return type.is("Tuple")
                ? type.arguments()
                : named(type).map(c -> List.copyOf(c.fields().values())).orElse(List.of());
    }

    private Optional<ClassText> named(ScriptType type) {
        return Optional.ofNullable(classes.get(type.name()))
                .filter(c -> c.base().equals("NamedTuple"));
    }

    /**
     * Writes the method around one, which it names once (see {@link TapText}).
     *
     * @param heading from {@code def} to the colon, with the name it is to have
     * @param plain the name under which the method itself is called
     */
    String around(String heading, ClassText.Method method, String plain) {
        String self = method.self();
        List<String> given = method.signature().parameters().stream()
                .map(ScriptMethod.Parameter::name)
                .toList();
        String call = TapText.call(self, plain, given);
        String[] taker = {"given"};
        Flattening flat = new Flattening(classes, (part, v) -> "(echelle_past)." + taker[0] + "(" + v + ", )", false);
        StringBuilder out = new StringBuilder(heading).append('\n');
        ScriptType returns = ScriptType.of(method.signature().returns());
        out.append("    echelle_past = ").append(self).append(".echelle_tap.past\n");
        out.append("    echelle_kept = ")
                .append(self)
                .append('.')
                .append(id(method.signature().name()))
                .append('\n');
        out.append("    echelle_turn = (echelle_past).enter(echelle_kept, )\n");
        out.append("    if echelle_turn >= 0:\n      return ")
                .append(outcome(returns, new int[1]))
                .append('\n');
        arguments(flat, method);
        int before = flat.text().length();
        if (before > 0) {
            out.append("    if echelle_turn == -2:\n").append(flat.text());
        }
        taker[0] = "after";
        out.append("    echelle_made = ").append(call).append('\n');
        out.append("    if echelle_turn == -2:\n");
        arguments(flat, method);
        int after = flat.text().length();
        out.append(flat.text(), before, after);
        taker[0] = "made";
        flat.apart(returns, "echelle_made", "\"\"", false, 6);
        out.append(flat.text(), after, flat.text().length());
        out.append("      echelle_done = (echelle_past).keep(echelle_kept, )\n");
        out.append("    return echelle_made\n");
        return out.toString();
    }

    private static void arguments(Flattening flat, ClassText.Method method) {
        for (ScriptMethod.Parameter parameter : method.signature().parameters()) {
            flat.apart(ScriptType.of(parameter.type()), parameter.name(), "\"\"", false, 6);
        }
    }

    private String outcome(ScriptType type, int[] next) {
        if (type.tensor()) {
            return "(echelle_past).at(echelle_turn + " + next[0]++ + ", )";
        }
        List<String> made = new ArrayList<>();
        parts(type).forEach(part -> made.add(outcome(part, next)));
        String all = String.join(", ", made);
        return named(type).map(c -> c.name() + "(" + all + ")").orElse("(" + all + (made.size() == 1 ? ",)" : ")"));
    }
}
