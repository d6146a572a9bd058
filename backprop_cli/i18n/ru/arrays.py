"""Arrays: what a file says of images and of kernels."""

TEXTS = {
    "fault.array_arrives": "{kind} (слой {layer}): слой принимает строку чисел, а приходит массив {found}",
    "fault.array_differs": "{kind} (слой {layer}): в {what} размер {size} равен {found}, а должен быть {expected}",
    "fault.array_small": "{kind} (слой {layer}): приходит массив {found}, который слою не подходит",
    "fault.axes_need_data": "сеть принимает массивы ({axes}), а их размеры взять неоткуда: нет данных",
    "fault.deep_array": "этот список вложен глубже других или глубже, чем позволяют оси массива",
    "fault.few_axes": "наблюдение {number}: у x меньше осей, чем принимает сеть: {axes}",
    "fault.given_shape": "вопрос {id}: {key} имеет размер {found}, а должен {expected}",
    "fault.input_shape": "наблюдение {number}: x имеет размер {found}, а сеть принимает {expected}",
    "fault.loss_of_array": "{loss}: функция потерь принимает строку чисел, а приходит массив {found}",
    "fault.row_arrives": "{kind} (слой {layer}): слой принимает массив, а приходит строка, чисел в ней {found}",
    "fault.uneven_array": "часть {number} массива имеет размер {found}, а первая — {expected}",
    "hint.array": "изображение — это список строк: [[1, 2], [3, 4]]; несколько каналов — список таких списков",
    "hint.array_small": "окно должно в него помещаться; размер увеличивает padding",
    "hint.flatten": "поставьте перед ним слой `- flatten`: он выстроит все числа в одну строку",
}
