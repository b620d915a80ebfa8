/**
 * The program that a Python interpreter runs for us: imports a function once, then reads a point a line from file
 * descriptor 3 and writes a value or an error a line to 4. Numbers that JSON lacks are written as `{"$": "nan"}`.
 */
export const PYTHON_DRIVER = `
import importlib, json, math, os, sys, traceback
requests = os.fdopen(3, "r", encoding="utf-8")
replies = os.fdopen(4, "w", encoding="utf-8", newline="\\n")

def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return {"$": repr(float(value))}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    raise TypeError("a value of type %s cannot be sent: return numbers, strings, lists, dicts or arrays" % type(value).__name__)

def restore(value):
    if isinstance(value, list):
        return tuple(restore(v) for v in value)
    if isinstance(value, dict):
        return float(value["$"]) if set(value) == {"$"} else {k: restore(v) for k, v in value.items()}
    return value

def reply(answer):
    replies.write(json.dumps(answer) + "\\n")
    replies.flush()

def failure(error):
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    kept = [line for line in lines if 'File "<string>"' not in line]
    return {"type": type(error).__name__, "message": str(error), "traceback": "".join(kept)}

function = None
broken = None
try:
    sys.path.insert(0, os.getcwd())
    module, _, name = sys.argv[1].partition(":")
    function = importlib.import_module(module)
    for part in name.split("."):
        function = getattr(function, part)
except BaseException as error:
    broken = failure(error)
for line in requests:
    if broken is not None:
        reply({"error": broken})
        continue
    try:
        answer = {"value": plain(function(restore(json.loads(line))))}
    except Exception as error:
        answer = {"error": failure(error)}
    reply(answer)
`;
