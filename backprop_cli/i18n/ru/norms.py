"""Layers that normalise, drop, look up and attend: what they are, their options, and what goes wrong in them."""

TEXTS = {
    "fault.numbers_arrive": "{kind} (слой {layer}): в {what} {found} {found:число|числа|чисел}, а {expected:приходит|приходят|приходит} {expected} {expected:число|числа|чисел}",
    "layers.batch_norm": "Из каждого признака вычитается среднее по батчу, результат делится на корень из дисперсии плюс ε, умножается на γ и складывается с β.",
    "layers.layer_norm": "Из каждого наблюдения вычитается среднее его признаков, результат делится на корень из их дисперсии плюс ε, умножается на γ и складывается с β.",
    "mistake.deviation_without_root": "Вы разделили на дисперсию плюс ε, а делить надо на корень из этой суммы.",
    "mistake.epsilon_outside_root": "Вы прибавили ε к корню, а оно стоит под корнем: √(σ² + ε).",
    "mistake.gamma_gradient_of_x": "В градиенте по γ умножено на x, а γ умножает x̂.",
    "mistake.gamma_not_passed_back": "На обратном пути через нормализацию пропущен множитель γ.",
    "mistake.mean_path_forgotten": "Пропущен градиент через среднее μ, а оно зависит от каждого x.",
    "mistake.statistics_as_constants": "Вы приняли μ и σ² за постоянные, а они зависят от каждого x, и градиент идёт и через них.",
    "mistake.variance_by_n_minus_one": "Дисперсия разделена на количество чисел минус 1, а при нормализации делят на само количество.",
    "mistake.variance_path_forgotten": "Пропущен градиент через дисперсию σ², а она зависит от каждого x.",
    "schema.option.layers.form": "compact: производная одной формулой; nodes: обратный проход через каждую внутреннюю строку.",
    "schema.parameter.beta": "Слагаемое каждого признака; без этого ключа слагаемого нет.",
    "schema.parameter.gamma": "Множитель каждого признака; без этого ключа множителя нет.",
}
